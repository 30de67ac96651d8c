// What does assay ask of MPI? A table of functions that a module, compiled against the site's
// mpi.h, fills in.
//
// Implementations of MPI share no binary interface, so assay itself is linked with none of them.
// Nothing here waits but open() and close(): all else is asked for and then tested, so that every
// wait of the caller can have an end.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

namespace assay {

/// To be raised with every change of the table: a module of another version is refused.
inline constexpr std::uint32_t kMpiInterface = 2;

/// The name of the function that a module exports, of type MpiEntry.
inline constexpr const char* kMpiEntry = "assay_mpi_module";

/// Elements of an all-reduce; MPI knows no 16-bit floating point.
enum class MpiType : std::uint32_t { fp32, int32 };

enum class MpiState : std::uint32_t { pending, done, failed };

/// What has been asked for and may not be done yet.
struct MpiRequest {
  void* handle = nullptr;
};

/// All functions take `self` first. Those that return bool leave a reason in error() where it is
/// false. One thread at a time.
struct MpiFunctions {
  std::uint32_t interface;
  void* self;

  /// Joins the other processes of the launcher; errors are returned from then on, and end nothing.
  bool (*open)(void* self);
  /// Leaves them in order: waits for all.
  bool (*close)(void* self);
  const char* (*error)(void* self);

  /// As the launcher knows it, where it tells. May be asked by one other thread while open() has
  /// not come back. `launched`: how many processes; 0: not known. `has_begun`: whether that one has
  /// called open(); takes a second or two where it has not. `host`: where it was put; empty: not
  /// known.
  int (*launched)(void* self);
  bool (*has_begun)(void* self, int rank);
  void (*host)(void* self, int rank, char* name, std::size_t size);

  /// "Open MPI v4.1.4, ...", in one line.
  const char* (*library)(void* self);
  int (*rank)(void* self);
  int (*size)(void* self);

  bool (*send)(void* self, const void* data, std::uint64_t bytes, int to, int tag, MpiRequest*);
  bool (*receive)(void* self, void* data, std::uint64_t bytes, int from, int tag, MpiRequest*);
  bool (*barrier)(void* self, MpiRequest*);
  /// The sum over all processes, on all of them.
  bool (*all_reduce)(void* self, const void* input, void* output, std::uint64_t count, MpiType,
                     MpiRequest*);
  /// A request that is done or has failed is gone.
  MpiState (*test)(void* self, MpiRequest*);
};

using MpiEntry = const MpiFunctions* (*)();

}  // namespace assay
