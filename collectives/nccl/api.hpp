// What of NCCL's C interface is called, in types of our own: the library is opened at run time, and
// a build needs neither it nor its header. tests/nccl compares this with the header where there is
// one.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>

namespace assay::nccl_api {

/// ncclResult_t
enum class Result : int { success = 0, in_progress = 7 };

/// ncclDataType_t
enum class Number : int { int8 = 0, int32 = 2, fp16 = 6, fp32 = 7, fp64 = 8, bf16 = 9 };

/// ncclRedOp_t
enum class Reduction : int { sum = 0 };

/// Flags of ncclCommWindowRegister
inline constexpr int kSymmetric = 1;

/// Since 2.9 a version is written so.
constexpr int version_code(int major, int minor, int patch) {
  return major * 10000 + minor * 100 + patch;
}

/// ncclUniqueId
struct UniqueId {
  char bytes[128];
};

/// ncclConfig_t as of 2.14, which later versions take for what it says it is: they fill up what it
/// does not have.
struct Config {
  std::size_t size;
  unsigned magic;
  unsigned version;
  int blocking;
};
inline constexpr unsigned kConfigMagic = 0xcafebeef;
// The padding behind the last of them is not of the struct: later versions have a setting there.
inline constexpr Config kNonBlocking = {.size = offsetof(Config, blocking) + sizeof(int),
                                        .magic = kConfigMagic,
                                        .version = version_code(2, 14, 0),
                                        .blocking = 0};

/// ncclComm_t, ncclWindow_t
using Communicator = void*;
using Window = void*;
/// cudaStream_t
using Stream = void*;

/// Named as in the library, less "nccl".
struct Functions {
  Result (*get_version)(int*);
  Result (*get_unique_id)(UniqueId*);
  Result (*comm_init_rank_config)(Communicator*, int ranks, UniqueId, int rank, Config*);
  Result (*comm_finalize)(Communicator);
  Result (*comm_destroy)(Communicator);
  Result (*comm_abort)(Communicator);
  Result (*comm_get_async_error)(Communicator, Result*);
  const char* (*get_error_string)(Result);
  const char* (*get_last_error)(Communicator);
  Result (*group_start)();
  Result (*group_end)();
  Result (*all_reduce)(const void* in, void* out, std::size_t count, Number, Reduction,
                       Communicator, Stream);
  Result (*all_gather)(const void* in, void* out, std::size_t count_in, Number, Communicator,
                       Stream);
  Result (*reduce_scatter)(const void* in, void* out, std::size_t count_out, Number, Reduction,
                           Communicator, Stream);
  Result (*broadcast)(const void* in, void* out, std::size_t count, Number, int root, Communicator,
                      Stream);
  Result (*send)(const void* in, std::size_t count, Number, int peer, Communicator, Stream);
  Result (*recv)(void* out, std::size_t count, Number, int peer, Communicator, Stream);
  Result (*mem_alloc)(void**, std::size_t);
  Result (*mem_free)(void*);
  Result (*comm_register)(Communicator, void*, std::size_t, void** handle);
  Result (*comm_deregister)(Communicator, void* handle);

  // Null where the version has none.
  Result (*comm_window_register)(Communicator, void*, std::size_t, Window*, int flags);  ///< 2.27
  Result (*comm_window_deregister)(Communicator, Window);
  void (*reset_debug_init)();  ///< about 2.24; may go again
};

}  // namespace assay::nccl_api
