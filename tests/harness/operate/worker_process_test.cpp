// Does a process end, whatever it does, and is it said how?
#include "harness/operate/worker_process.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "kernels/error.hpp"

namespace assay::operate {
namespace {

using State = WorkerProcess::State;
constexpr WorkerProcess::Patience kShort{.after_asking = Seconds(0.2), .after_killing = Seconds(2)};

std::vector<std::string> shell(const std::string& script) {
  return {"/bin/sh", "-c", script};
}

State until_ended(WorkerProcess& worker, Seconds at_most = Seconds(10)) {
  const auto start = std::chrono::steady_clock::now();
  State state = worker.advance();
  while (state != State::ended && std::chrono::steady_clock::now() - start < at_most) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    state = worker.advance();
  }
  return state;
}

// Waits until the script says that it is ready.
void await_word(WorkerProcess& worker) {
  ASSERT_TRUE(worker.channel().wait(Seconds(10)));
}

// A process that nobody has asked about yet is dead all the same.
bool is_alive(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto end = text.rfind(") ");
  return end != std::string::npos && text[end + 2] != 'Z';
}

TEST(WorkerProcess, TellsAnExitCodeFromASignal) {
  WorkerProcess three(shell("exit 3"), kShort);
  ASSERT_EQ(until_ended(three), State::ended);
  EXPECT_EQ(to_string(*three.ending()), "ended with exit code 3");
  WorkerProcess segv(shell("kill -SEGV $$"), kShort);
  ASSERT_EQ(until_ended(segv), State::ended);
  EXPECT_EQ(segv.ending()->signal, SIGSEGV);
  EXPECT_EQ(to_string(*segv.ending()), "was killed by SIGSEGV");
}

TEST(WorkerProcess, FindsItsChannelItsLogAndNoInput) {
  WorkerProcess worker(
      shell("read line; test -z \"$line\" && test -e /proc/self/fd/4 && echo '{\"a\":1}' >&3"),
      kShort);
  const auto message = worker.channel().wait(Seconds(10));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->at("a"), 1);
  ASSERT_EQ(until_ended(worker), State::ended);
  EXPECT_EQ(worker.ending()->exit_code, 0);
}

TEST(WorkerProcess, InheritsNothingElse) {
  WorkerProcess first(shell("sleep 60"), kShort);
  WorkerProcess second(shell("set -- /proc/self/fd/*; for f; do case $f in */[0-4]) ;; *) "
                             "test -e $f && exit 9;; esac; done; exit 0"),
                       kShort);
  ASSERT_EQ(until_ended(second), State::ended);
  EXPECT_EQ(second.ending()->exit_code, 0);
}

TEST(WorkerProcess, IsAskedFirst) {
  WorkerProcess worker(shell("trap 'exit 5' TERM; echo '{}' >&3; while :; do sleep 0.01; done"),
                       kShort);
  await_word(worker);
  worker.end();
  EXPECT_EQ(worker.advance(), State::asked);
  ASSERT_EQ(until_ended(worker), State::ended);
  EXPECT_EQ(worker.ending()->exit_code, 5);
}

TEST(WorkerProcess, IsKilledWhereItDoesNotListen) {
  WorkerProcess worker(shell("trap '' TERM; echo '{}' >&3; while :; do sleep 0.01; done"), kShort);
  await_word(worker);
  worker.end();
  ASSERT_EQ(until_ended(worker), State::ended);
  EXPECT_EQ(worker.ending()->signal, SIGKILL);
}

TEST(WorkerProcess, IsKilledThoughItIsStopped) {
  WorkerProcess worker(shell("echo '{}' >&3; kill -STOP $$"), kShort);
  await_word(worker);
  worker.end();
  ASSERT_EQ(until_ended(worker), State::ended);
}

TEST(WorkerProcess, TakesItsChildrenWithIt) {
  pid_t child = 0;
  {
    WorkerProcess worker(shell("sleep 60 & echo \"{\\\"pid\\\":$!}\" >&3; wait"), kShort);
    const auto message = worker.channel().wait(Seconds(10));
    ASSERT_TRUE(message);
    child = message->at("pid").get<pid_t>();
    EXPECT_EQ(kill(child, 0), 0);
  }
  // Whoever adopts it may take a moment.
  for (int i = 0; i < 500 && is_alive(child); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_FALSE(is_alive(child));
}

TEST(WorkerProcess, MayOutliveWhoStartedItAndSeesThatItIsGone) {
  pid_t pid = 0;
  {
    WorkerProcess worker(shell("echo \"{\\\"pid\\\":$$}\" >&3; read line <&3; exit 7"), kShort,
                         WorkerProcess::Bond::outlives_this);
    ASSERT_TRUE(worker.channel().wait(Seconds(10)));
    pid = worker.pid();
    EXPECT_EQ(getsid(pid), pid) << "no terminal reaches it";
  }
  int status = 0;
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7) << status;
}

TEST(WorkerProcess, AProgramThatIsNotThereIsAnError) {
  EXPECT_THROW(WorkerProcess({"/no/such/program"}, kShort), Error);
}

TEST(WorkerProcess, SaysWhatTheSystemSays) {
  WorkerProcess worker(shell("sleep 60"), kShort);
  EXPECT_NE(worker.system_state(), "");
}

}  // namespace
}  // namespace assay::operate
