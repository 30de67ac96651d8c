// Is this process one of several that a launcher such as mpirun or srun started together?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <optional>
#include <string>

namespace assay {

struct Launched {
  std::string by;  ///< "Open MPI", "PMIx", "PMI", "Slurm"
  int rank = 0;
  std::optional<int> ranks;  ///< PMIx does not say before MPI has begun
};

/// Empty for an ordinary process, for a single rank, and inside an sbatch script, which Slurm gives
/// the variables of its job but starts alone.
std::optional<Launched> launched_by(const std::map<std::string, std::string>& environment);

/// As above, of this process.
std::optional<Launched> launched();

}  // namespace assay
