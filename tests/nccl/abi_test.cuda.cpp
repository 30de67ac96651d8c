// Is what we know of NCCL's interface what its header says? This compiles, or it is not.
// SPDX-License-Identifier: Apache-2.0
#include <nccl.h>

#include <cstddef>
#include <type_traits>

#include "collectives/nccl/api.hpp"

namespace assay::nccl_api {
namespace {

template <class Ours>
constexpr bool same(Ours ours, int theirs) {
  return static_cast<int>(ours) == theirs;
}

static_assert(same(Result::success, ncclSuccess) && same(Result::in_progress, ncclInProgress));
static_assert(sizeof(Result) == sizeof(ncclResult_t));
static_assert(same(Number::int8, ncclInt8) && same(Number::int32, ncclInt32));
static_assert(same(Number::fp16, ncclFloat16) && same(Number::bf16, ncclBfloat16));
static_assert(same(Number::fp32, ncclFloat32) && same(Number::fp64, ncclFloat64));
static_assert(same(Reduction::sum, ncclSum));
static_assert(sizeof(UniqueId) == sizeof(ncclUniqueId) && alignof(UniqueId) == 1);
static_assert(version_code(NCCL_MAJOR, NCCL_MINOR, NCCL_PATCH) == NCCL_VERSION_CODE);

static_assert(offsetof(Config, size) == offsetof(ncclConfig_t, size));
static_assert(offsetof(Config, magic) == offsetof(ncclConfig_t, magic));
static_assert(offsetof(Config, version) == offsetof(ncclConfig_t, version));
static_assert(offsetof(Config, blocking) == offsetof(ncclConfig_t, blocking));
static_assert(kNonBlocking.size == offsetof(ncclConfig_t, cgaClusterSize));
constexpr ncclConfig_t kTheirs = NCCL_CONFIG_INITIALIZER;
static_assert(kNonBlocking.magic == kTheirs.magic && kNonBlocking.version <= kTheirs.version);

// What a function is given and returns, by size and kind: an enumeration is passed as an int, and
// every handle as a pointer.
template <class Type>
struct Kind
    : std::integral_constant<std::size_t, (std::is_pointer_v<Type> ? 1000 : 0) + sizeof(Type)> {};
template <>
struct Kind<void> : std::integral_constant<std::size_t, 0> {};
template <class Ours, class Theirs>
struct Alike : std::false_type {};
template <class Ours, class... OurArguments, class Theirs, class... TheirArguments>
struct Alike<Ours (*)(OurArguments...), Theirs (*)(TheirArguments...)> {
  static constexpr bool count() { return sizeof...(OurArguments) == sizeof...(TheirArguments); }
  static constexpr bool value = [] {
    if constexpr (count()) {
      return Kind<Ours>::value == Kind<Theirs>::value &&
             ((Kind<OurArguments>::value == Kind<TheirArguments>::value) && ...);
    } else {
      return false;
    }
  }();
};
#define ASSAY_ALIKE(ours, theirs) \
  static_assert(Alike<decltype(Functions::ours), decltype(&theirs)>::value)
ASSAY_ALIKE(get_version, ncclGetVersion);
ASSAY_ALIKE(get_unique_id, ncclGetUniqueId);
ASSAY_ALIKE(comm_init_rank_config, ncclCommInitRankConfig);
ASSAY_ALIKE(comm_finalize, ncclCommFinalize);
ASSAY_ALIKE(comm_destroy, ncclCommDestroy);
ASSAY_ALIKE(comm_abort, ncclCommAbort);
ASSAY_ALIKE(comm_get_async_error, ncclCommGetAsyncError);
ASSAY_ALIKE(get_error_string, ncclGetErrorString);
ASSAY_ALIKE(get_last_error, ncclGetLastError);
ASSAY_ALIKE(group_start, ncclGroupStart);
ASSAY_ALIKE(group_end, ncclGroupEnd);
ASSAY_ALIKE(all_reduce, ncclAllReduce);
ASSAY_ALIKE(all_gather, ncclAllGather);
ASSAY_ALIKE(reduce_scatter, ncclReduceScatter);
ASSAY_ALIKE(broadcast, ncclBroadcast);
ASSAY_ALIKE(send, ncclSend);
ASSAY_ALIKE(recv, ncclRecv);
ASSAY_ALIKE(mem_alloc, ncclMemAlloc);
ASSAY_ALIKE(mem_free, ncclMemFree);
ASSAY_ALIKE(comm_register, ncclCommRegister);
ASSAY_ALIKE(comm_deregister, ncclCommDeregister);
#if NCCL_VERSION_CODE >= 22700
ASSAY_ALIKE(comm_window_register, ncclCommWindowRegister);
ASSAY_ALIKE(comm_window_deregister, ncclCommWindowDeregister);
static_assert(kSymmetric == NCCL_WIN_COLL_SYMMETRIC);
#endif
#undef ASSAY_ALIKE

}  // namespace
}  // namespace assay::nccl_api
