// The entry points that are called, as nccl.h declares them.
// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <thread>

#include "tests/nccl/clique.hpp"
#include "tests/nccl/fake_library.hpp"
#include "tests/nccl/log.hpp"

#ifdef FAKE_NCCL_LACKS_BROADCAST
#define ncclBroadcast ncclBroadcastUnderAnotherName
#endif
#ifndef FAKE_NCCL_VERSION
#define FAKE_NCCL_VERSION 22803
#endif

using namespace assay;
using namespace assay::fake_nccl;
using namespace assay::nccl_api;

namespace {

constexpr Result kInvalidArgument{4}, kInvalidUsage{5};

Script& script() {
  return *fake_nccl_script();
}

/// What a group holds until it ends. One thread uses all of it.
struct Group {
  int depth = 0;
  std::vector<Call> calls;
};
Group& group() {
  static Group group;
  return group;
}

std::map<std::string, std::weak_ptr<Clique>>& cliques() {
  static std::map<std::string, std::weak_ptr<Clique>> cliques;
  return cliques;
}

/// What is abandoned stays reachable: it is no leak.
std::set<const void*>& kept() {
  static auto* const kept = new std::set<const void*>;  // looked for leaks after static objects
  return *kept;
}

Comm& comm_of(Communicator communicator) {
  return *static_cast<Comm*>(communicator);
}

bool is_symmetric(const Call& call) {
  const Part& part = call.what.parts[0];
  return call.comm->has_window(part.in) && call.comm->has_window(part.out);
}

/// What a program says that cannot call fake_nccl_script().
void log_what_the_environment_says() {
  const char* line = std::getenv(fake_nccl::kLogLine);
  if (line != nullptr) write_log(line);
}

void log_operation(const Call& call) {
  if (call.comm->rank != 0 || call.what.action == Action::exchange) return;
  log_what_the_environment_says();
  for (const std::string& line : is_symmetric(call) ? script().symmetric_log : script().log) {
    write_log(line);
  }
}

Result ask(Communicator communicator, Stream stream, Collective what) {
  if (script().queue_status != Result::success) return script().queue_status;
  if (group().depth == 0) return kInvalidUsage;
  group().calls.push_back({&comm_of(communicator), stream, std::move(what)});
  ++script().operations;
  log_operation(group().calls.back());
  return Result::in_progress;
}

Result ask(Communicator communicator, Stream stream, Collective what, const void* in, void* out) {
  if (in == nullptr || out == nullptr) return kInvalidArgument;
  what.parts = {{.in = in, .out = out}};
  return ask(communicator, stream, std::move(what));
}

Result transfer(Communicator communicator, Stream stream, Number number, Transfer what) {
  return ask(communicator, stream,
             {.action = Action::exchange, .number = number, .parts = {{.transfers = {what}}}});
}

void end_registration(Comm& comm, int* registration) {
  std::erase(comm.registrations, registration);
  delete registration;
  --script().alive;
}

void forget(Communicator communicator) {
  Comm& comm = comm_of(communicator);
  comm.clique->comms[static_cast<std::size_t>(comm.rank)] = nullptr;
  while (!comm.registrations.empty()) end_registration(comm, comm.registrations.back());
  kept().erase(&comm);
  delete &comm;
  --script().alive;
}

int current_device() {
  using Device = int();
  static auto* const device = reinterpret_cast<Device*>(dlsym(RTLD_DEFAULT, "fake_nccl_device"));
  return device != nullptr ? device() : -1;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

Script* fake_nccl_script() {
  static Script script;
  return &script;
}

Result ncclGetVersion(int* version) {
  *version = FAKE_NCCL_VERSION;
  return Result::success;
}
Result ncclGetUniqueId(UniqueId* id) {
  static int count = 0;
  *id = {};
  const std::string text = "id " + std::to_string(++count);
  std::memcpy(id->bytes, text.data(), text.size());
  return Result::success;
}
const char* ncclGetErrorString(Result result) {
  return result == Result{2} ? "unhandled system error" : "an error of the replacement";
}
const char* ncclGetLastError(Communicator) {
  return script().last_error.c_str();
}
Result ncclGroupStart() {
  ++group().depth;
  return Result::success;
}
Result ncclGroupEnd() {
  if (--group().depth > 0) return Result::success;
  std::vector<Call> calls = std::move(group().calls);
  group().calls.clear();
  if (script().queue_status != Result::success) return script().queue_status;
  if (script().never_queues) {
    for (const Call& call : calls) call.comm->queuing = true;
    return Result::in_progress;
  }
  launch(calls);
  return Result::in_progress;
}

Result ncclCommInitRankConfig(Communicator* made, int ranks, UniqueId id, int rank,
                              Config* config) {
  const char* algorithm = std::getenv("NCCL_ALGO");
  script().algorithm = algorithm != nullptr ? algorithm : "-";
  if (script().init_status != Result::success) return script().init_status;
  const bool right = config->magic == kConfigMagic && config->blocking == 0 && config->size <= 20 &&
                     rank >= 0 && rank < ranks && group().depth > 0;
  if (!right) return kInvalidArgument;
  const std::string name(id.bytes, strnlen(id.bytes, sizeof id.bytes));
  std::shared_ptr<Clique> clique = cliques()[name].lock();
  if (!clique) cliques()[name] = clique = std::make_shared<Clique>();
  clique->comms.resize(static_cast<std::size_t>(ranks));
  if (clique->comms[static_cast<std::size_t>(rank)] != nullptr) return kInvalidUsage;
  auto* const comm = new Comm{.clique = clique, .rank = rank};
  kept().insert(comm);
  comm->starting = script().never_starts == rank;
  clique->comms[static_cast<std::size_t>(rank)] = comm;
  script().devices.push_back(current_device());
  ++script().alive;
  ++script().formed;
  write_log("Latencies of the replacement: AllReduce 1 2 3");
  *made = comm;
  return Result::in_progress;
}
Result ncclCommFinalize(Communicator) {
  return Result::in_progress;
}
Result ncclCommDestroy(Communicator communicator) {
  forget(communicator);
  return Result::success;
}
Result ncclCommAbort(Communicator communicator) {
  while (script().never_aborts) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  ++script().aborted;
  forget(communicator);
  return Result::success;
}
Result ncclCommGetAsyncError(Communicator communicator, Result* state) {
  const Comm& comm = comm_of(communicator);
  *state = comm.starting || comm.queuing ? Result::in_progress : Result::success;
  if (comm.rank == script().fails_on) *state = script().async_error;
  return Result::success;
}

Result ncclAllReduce(const void* in, void* out, std::size_t count, Number number, Reduction,
                     Communicator communicator, Stream stream) {
  return ask(communicator, stream, {.action = Action::all_reduce, .number = number, .count = count},
             in, out);
}
Result ncclAllGather(const void* in, void* out, std::size_t count, Number number,
                     Communicator communicator, Stream stream) {
  return ask(communicator, stream, {.action = Action::all_gather, .number = number, .count = count},
             in, out);
}
Result ncclReduceScatter(const void* in, void* out, std::size_t count, Number number, Reduction,
                         Communicator communicator, Stream stream) {
  return ask(communicator, stream,
             {.action = Action::reduce_scatter, .number = number, .count = count}, in, out);
}
Result ncclBroadcast(const void* in, void* out, std::size_t count, Number number, int root,
                     Communicator communicator, Stream stream) {
  return ask(communicator, stream,
             {.action = Action::broadcast, .number = number, .count = count, .root = root}, in,
             out);
}
Result ncclSend(const void* in, std::size_t count, Number number, int peer,
                Communicator communicator, Stream stream) {
  return transfer(
      communicator, stream, number,
      {.peer = peer, .from = static_cast<const std::byte*>(in), .bytes = count * bytes_of(number)});
}
Result ncclRecv(void* out, std::size_t count, Number number, int peer, Communicator communicator,
                Stream stream) {
  return transfer(
      communicator, stream, number,
      {.peer = peer, .to = static_cast<std::byte*>(out), .bytes = count * bytes_of(number)});
}

Result ncclMemAlloc(void** data, std::size_t bytes) {
  *data = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  kept().insert(*data);
  ++script().alive;
  return Result::success;
}
Result ncclMemFree(void* data) {
  kept().erase(data);
  std::free(data);
  --script().alive;
  return Result::success;
}
Result ncclCommRegister(Communicator communicator, void*, std::size_t, void** handle) {
  if (script().window_status != Result::success) return script().window_status;
  auto* const registration = new int(0);
  comm_of(communicator).registrations.push_back(registration);
  *handle = registration;
  ++script().alive;
  return Result::success;
}
Result ncclCommDeregister(Communicator communicator, void* handle) {
  end_registration(comm_of(communicator), static_cast<int*>(handle));
  return Result::success;
}

#if FAKE_NCCL_VERSION >= 22700
Result ncclCommWindowRegister(Communicator communicator, void* data, std::size_t bytes,
                              Window* made, int flags) {
  if (script().window_status != Result::success) return script().window_status;
  if (script().no_windows) return Result::success;
  if (flags != kSymmetric) return kInvalidArgument;
  comm_of(communicator).windows.emplace_back(static_cast<const std::byte*>(data), bytes);
  return ncclCommRegister(communicator, data, bytes, made) == Result::success ? Result::in_progress
                                                                              : kInvalidUsage;
}
Result ncclCommWindowDeregister(Communicator communicator, Window window) {
  comm_of(communicator).windows.clear();
  return ncclCommDeregister(communicator, window);
}
#endif
#if FAKE_NCCL_VERSION >= 22500
void ncclResetDebugInit() {
  reset_log();
}
#endif

}  // extern "C"
#pragma GCC visibility pop
