// The module: the only code of assay that knows mpi.h. Built where CMake finds an MPI.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi/module.hpp"

#include <mpi.h>

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "collectives/mpi/presence.hpp"

namespace {

using namespace assay;

/// Of this process, which is in one world only.
struct World {
  char error[MPI_MAX_ERROR_STRING + 64] = "";
  char library[MPI_MAX_LIBRARY_VERSION_STRING] = "";
  int rank = 0, size = 1;
  Presence presence;

  bool succeeded(const char* what, int code) {
    if (code == MPI_SUCCESS) return true;
    char text[MPI_MAX_ERROR_STRING] = "";
    int length = 0;
    MPI_Error_string(code, text, &length);
    std::snprintf(error, sizeof error, "%s: %s", what, text);
    return false;
  }
  bool refuse(const char* why) {
    std::snprintf(error, sizeof error, "%s", why);
    return false;
  }
};

World& of(void* self) {
  return *static_cast<World*>(self);
}

bool keep(World& world, const char* what, int code, MPI_Request made, MpiRequest* request) {
  if (!world.succeeded(what, code)) return false;
  request->handle = new MPI_Request(made);
  return true;
}

/// Open MPI ends a process that Slurm has started without a way to find the others, with words that
/// nobody understands.
bool lacks_pmix() {
#ifdef OPEN_MPI
  if (std::getenv("SLURM_STEP_ID") == nullptr) return false;
  for (const char* name : {"PMIX_RANK", "PMI_RANK", "OMPI_COMM_WORLD_RANK"}) {
    if (std::getenv(name) != nullptr) return false;
  }
  return true;
#else
  return false;
#endif
}

bool open(void* self) {
  World& world = of(self);
  // Open MPI explains a lost peer at length, and MPI_Test does not come back until mpirun has taken
  // the text, which it does not while it ends a job. Who is lost is said by the caller.
  setenv("OMPI_MCA_orte_execute_quiet", "1", 0);
  if (lacks_pmix()) {
    return world.refuse("srun gave this process no PMIx; start it with srun --mpi=pmix");
  }
  world.presence.announce();
  // Waits of the caller that ended in vain leave their thread behind, so the next call is made by
  // another: never at the same time.
  int provided = MPI_THREAD_SINGLE;
  if (!world.succeeded("MPI_Init_thread",
                       MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided))) {
    return false;
  }
  world.presence.meet();
  if (provided < MPI_THREAD_SERIALIZED) {
    return world.refuse("MPI_Init_thread: this MPI was built for one thread only");
  }
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Comm_rank(MPI_COMM_WORLD, &world.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &world.size);
  int length = 0;
  MPI_Get_library_version(world.library, &length);
  if (char* end = std::strchr(world.library, '\n')) *end = '\0';
  return true;
}

bool close(void* self) {
  of(self).presence.withdraw();
  return of(self).succeeded("MPI_Finalize", MPI_Finalize());
}

const char* error(void* self) {
  return of(self).error;
}
int launched(void* self) {
  return of(self).presence.launched();
}
bool has_begun(void* self, int rank) {
  return of(self).presence.has_begun(rank);
}
void host(void* self, int rank, char* name, std::size_t size) {
  std::snprintf(name, size, "%s", of(self).presence.host(rank).c_str());
}
const char* library(void* self) {
  return of(self).library;
}
int rank(void* self) {
  return of(self).rank;
}
int size(void* self) {
  return of(self).size;
}

bool send(void* self, const void* data, std::uint64_t bytes, int to, int tag, MpiRequest* request) {
  if (bytes > INT_MAX) return of(self).refuse("MPI_Isend: more than 2 GiB at once");
  MPI_Request made;
  const int code =
      MPI_Isend(data, static_cast<int>(bytes), MPI_BYTE, to, tag, MPI_COMM_WORLD, &made);
  return keep(of(self), "MPI_Isend", code, made, request);
}

bool receive(void* self, void* data, std::uint64_t bytes, int from, int tag, MpiRequest* request) {
  if (bytes > INT_MAX) return of(self).refuse("MPI_Irecv: more than 2 GiB at once");
  MPI_Request made;
  const int code =
      MPI_Irecv(data, static_cast<int>(bytes), MPI_BYTE, from, tag, MPI_COMM_WORLD, &made);
  return keep(of(self), "MPI_Irecv", code, made, request);
}

bool barrier(void* self, MpiRequest* request) {
  MPI_Request made;
  const int code = MPI_Ibarrier(MPI_COMM_WORLD, &made);
  return keep(of(self), "MPI_Ibarrier", code, made, request);
}

bool all_reduce(void* self, const void* input, void* output, std::uint64_t count, MpiType type,
                MpiRequest* request) {
  if (count > INT_MAX) return of(self).refuse("MPI_Iallreduce: more than 2^31 - 1 elements");
  MPI_Request made;
  const int code = MPI_Iallreduce(
      input == output ? MPI_IN_PLACE : input, output, static_cast<int>(count),
      type == MpiType::fp32 ? MPI_FLOAT : MPI_INT32_T, MPI_SUM, MPI_COMM_WORLD, &made);
  return keep(of(self), "MPI_Iallreduce", code, made, request);
}

MpiState test(void* self, MpiRequest* request) {
  auto* const made = static_cast<MPI_Request*>(request->handle);
  int done = 0;
  const bool good = of(self).succeeded("MPI_Test", MPI_Test(made, &done, MPI_STATUS_IGNORE));
  if (good && done == 0) return MpiState::pending;
  delete made;
  request->handle = nullptr;
  return good ? MpiState::done : MpiState::failed;
}

}  // namespace

extern "C" [[gnu::visibility("default")]] const assay::MpiFunctions* assay_mpi_module() {
  static World world;
  static const MpiFunctions functions{
      .interface = kMpiInterface,
      .self = &world,
      .open = open,
      .close = close,
      .error = error,
      .launched = launched,
      .has_begun = has_begun,
      .host = host,
      .library = library,
      .rank = rank,
      .size = size,
      .send = send,
      .receive = receive,
      .barrier = barrier,
      .all_reduce = all_reduce,
      .test = test,
  };
  return &functions;
}
