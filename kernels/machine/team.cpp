#include "kernels/machine/team.hpp"

#include <pthread.h>
#include <sched.h>

#include <atomic>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "kernels/error.hpp"

namespace assay {
namespace {

// About 50 us on current parts: longer than the gap between two samples, shorter than a time slice.
constexpr int kSpins = 20000;

void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

bool pin_to(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (processor < 0 || processor >= CPU_SETSIZE) return false;
  CPU_SET(static_cast<std::size_t>(processor), &set);
  return pthread_setaffinity_np(pthread_self(), sizeof set, &set) == 0;
}

}  // namespace

struct Team::State {
  std::vector<std::thread> workers;
  std::uint32_t threads = 1;
  Task task = nullptr;
  void* context = nullptr;
  // Each on its own line: every thread polls one of them.
  alignas(64) std::atomic<std::uint32_t> epoch{0};
  alignas(64) std::atomic<std::uint32_t> unfinished{0};
  alignas(64) std::atomic<std::uint32_t> unpinned{0};
  std::atomic<bool> stop{false};
  cpu_set_t affinity_before{};

  void work(std::uint32_t thread, int processor);
  void await_epoch_after(std::uint32_t seen) const;
  void finish();
};

void Team::State::await_epoch_after(std::uint32_t seen) const {
  for (int spin = 0; spin < kSpins; ++spin) {
    if (epoch.load(std::memory_order_acquire) != seen) return;
    pause_briefly();
  }
  epoch.wait(seen, std::memory_order_acquire);
}

void Team::State::work(std::uint32_t thread, int processor) {
  if (!pin_to(processor)) unpinned.fetch_add(1);
  std::uint32_t seen = 0;
  unfinished.fetch_sub(1, std::memory_order_release);
  while (true) {
    await_epoch_after(seen);
    ++seen;
    if (stop.load(std::memory_order_relaxed)) return;
    task(context, thread, threads);
    unfinished.fetch_sub(1, std::memory_order_release);
  }
}

void Team::State::finish() {
  stop.store(true, std::memory_order_relaxed);
  epoch.fetch_add(1, std::memory_order_release);
  epoch.notify_all();
  for (auto& worker : workers) worker.join();
  pthread_setaffinity_np(pthread_self(), sizeof affinity_before, &affinity_before);
}

Team::Team(std::span<const int> processors) : state_(std::make_unique<State>()) {
  State& state = *state_;
  if (processors.empty())
    throw Error(ErrorKind::unavailable, "making a team of threads: no processor is allowed");
  state.threads = static_cast<std::uint32_t>(processors.size());
  pthread_getaffinity_np(pthread_self(), sizeof state.affinity_before, &state.affinity_before);
  state.unfinished.store(state.threads - 1);
  try {
    for (std::uint32_t thread = 1; thread < state.threads; ++thread) {
      state.workers.emplace_back(&State::work, &state, thread, processors[thread]);
    }
  } catch (const std::system_error& failure) {
    state.finish();
    throw Error(ErrorKind::unavailable, "making a team of " + std::to_string(state.threads) +
                                            " threads: " + failure.what() +
                                            "; raise the limit on processes (ulimit -u, pids.max)");
  }
  // After the workers exist: they inherit the mask of the thread that makes them.
  if (!pin_to(processors[0])) state.unpinned.fetch_add(1);
  while (state.unfinished.load(std::memory_order_acquire) != 0) std::this_thread::yield();
}

Team::~Team() {
  state_->finish();
}

void Team::run(Task task, void* context) {
  State& state = *state_;
  state.task = task;
  state.context = context;
  state.unfinished.store(state.threads - 1, std::memory_order_relaxed);
  state.epoch.fetch_add(1, std::memory_order_release);
  state.epoch.notify_all();
  task(context, 0, state.threads);
  for (int spin = 0; state.unfinished.load(std::memory_order_acquire) != 0; ++spin) {
    if (spin < kSpins)
      pause_briefly();
    else
      std::this_thread::yield();
  }
}

std::uint32_t Team::size() const {
  return state_->threads;
}

bool Team::pinned() const {
  return state_->unpinned.load() == 0;
}

}  // namespace assay
