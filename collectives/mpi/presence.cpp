// PMIx, from many threads at once if need be: it locks by itself.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi/presence.hpp"

#if ASSAY_HAVE_PMIX
#include <pmix.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace assay {
namespace {

constexpr const char* kWord = "assay.begun";

/// Who asks may leave before the answer comes; what the answer needs stays until then.
struct Question {
  pmix_proc_t process;
  pmix_info_t how;
  std::mutex mutex;
  std::condition_variable answered;
  bool is_answered = false, is_there = false;
};

void answer(pmix_status_t status, pmix_value_t*, void* data) {
  const std::unique_ptr<std::shared_ptr<Question>> held(
      static_cast<std::shared_ptr<Question>*>(data));
  Question& question = **held;
  const std::lock_guard lock(question.mutex);
  question.is_answered = true;
  question.is_there = status == PMIX_SUCCESS;
  question.answered.notify_all();
}

/// What this process knows already of the board of a job; null: nothing.
pmix_value_t* ask_at_once(const std::string& job, pmix_rank_t rank, const char* key) {
  const bool yes = true;
  pmix_info_t how;
  PMIX_INFO_CONSTRUCT(&how);
  PMIX_INFO_LOAD(&how, PMIX_OPTIONAL, &yes, PMIX_BOOL);
  pmix_proc_t process;
  PMIX_PROC_LOAD(&process, job.c_str(), rank);
  pmix_value_t* value = nullptr;
  return PMIx_Get(&process, key, &how, 1, &value) == PMIX_SUCCESS ? value : nullptr;
}

}  // namespace

void Presence::announce() {
  pmix_proc_t own;
  if (PMIx_Init(&own, nullptr, 0) != PMIX_SUCCESS) return;
  has_joined_ = true;
  pmix_value_t word;
  PMIX_VALUE_CONSTRUCT(&word);
  word.type = PMIX_INT;
  word.data.integer = 1;
  if (PMIx_Put(PMIX_GLOBAL, kWord, &word) != PMIX_SUCCESS) return;
  if (PMIx_Commit() == PMIX_SUCCESS) job_ = own.nspace;
}

void Presence::meet() {
  if (!has_joined_) return;
  const bool yes = true;
  pmix_info_t how;
  PMIX_INFO_CONSTRUCT(&how);
  PMIX_INFO_LOAD(&how, PMIX_COLLECT_DATA, &yes, PMIX_BOOL);
  PMIx_Fence(nullptr, 0, &how, 1);
}

void Presence::withdraw() {
  if (!has_joined_) return;
  has_joined_ = false;
  job_.clear();
  PMIx_Finalize(nullptr, 0);
}

int Presence::launched() const {
  if (job_.empty()) return 0;
  pmix_value_t* value = ask_at_once(job_, PMIX_RANK_WILDCARD, PMIX_JOB_SIZE);
  if (value == nullptr) return 0;
  const auto count = static_cast<int>(value->data.uint32);
  PMIX_VALUE_RELEASE(value);
  return count;
}

/// Slurm minds no time limit of a question about another node: it is kept here.
bool Presence::has_begun(int rank) const {
  if (job_.empty()) return true;
  constexpr std::chrono::milliseconds kPatience{1500};
  const int seconds = 1;
  const auto question = std::make_shared<Question>();
  PMIX_PROC_LOAD(&question->process, job_.c_str(), static_cast<pmix_rank_t>(rank));
  PMIX_INFO_CONSTRUCT(&question->how);
  PMIX_INFO_LOAD(&question->how, PMIX_TIMEOUT, &seconds, PMIX_INT);
  auto held = std::make_unique<std::shared_ptr<Question>>(question);
  if (PMIx_Get_nb(&question->process, kWord, &question->how, 1, answer, held.get()) !=
      PMIX_SUCCESS) {
    return false;
  }
  static_cast<void>(held.release());  // answer() frees it
  std::unique_lock lock(question->mutex);
  question->answered.wait_for(lock, kPatience, [&] { return question->is_answered; });
  return question->is_there;
}

std::string Presence::host(int rank) const {
  if (job_.empty()) return {};
  pmix_value_t* value = ask_at_once(job_, static_cast<pmix_rank_t>(rank), PMIX_HOSTNAME);
  if (value == nullptr) return {};
  std::string name = value->type == PMIX_STRING ? value->data.string : "";
  PMIX_VALUE_RELEASE(value);
  return name;
}

}  // namespace assay
#else
namespace assay {

void Presence::announce() {}
void Presence::meet() {}
void Presence::withdraw() {}
int Presence::launched() const {
  return 0;
}
bool Presence::has_begun(int) const {
  return true;
}
std::string Presence::host(int) const {
  return {};
}

}  // namespace assay
#endif
