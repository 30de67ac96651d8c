// Whatever goes wrong, is the file whole, old or new, and nothing else left?
#include "harness/document/atomic_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include "kernels/error.hpp"
#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

using Names = std::vector<std::string>;

std::string message(const std::filesystem::path& path, const std::string& text = "new") {
  try {
    replace_file(path, text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "written";
}

class Replacing : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "x.json";
  std::string name_ = path_.string();
};

TEST_F(Replacing, CreatesAndReplaces) {
  replace_file(path_, "first");
  EXPECT_EQ(read_file(path_), "first");
  replace_file(path_, std::string(1 << 20, 'x'));
  EXPECT_EQ(read_file(path_), std::string(1 << 20, 'x'));
  EXPECT_EQ(folder_.entries(), Names{"x.json"});
}

TEST_F(Replacing, GivesTheUsualPermissions) {
  const mode_t mask = umask(027);
  replace_file(path_, "x");
  umask(mask);
  EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms(0640));
}

TEST_F(Replacing, TakesABareName) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  replace_file("bare.json", "x");
  std::filesystem::current_path(before);
  EXPECT_EQ(folder_.entries(), Names{"bare.json"});
}

TEST_F(Replacing, FollowsALink) {
  const auto target = folder_.path() / "target.json";
  write_file(target, "old");
  std::filesystem::create_symlink("target.json", path_);
  replace_file(path_, "new");
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
  EXPECT_EQ(read_file(target), "new");
}

TEST_F(Replacing, PassesOverWhatAnEarlierProcessLeft) {
  write_file(folder_.path() / (".x.json." + std::to_string(getpid()) + ".0.tmp"), "left");
  replace_file(path_, "new");
  EXPECT_EQ(read_file(path_), "new");
  EXPECT_EQ(folder_.entries().size(), 2u);
}

TEST_F(Replacing, NeedsItsFolder) {
  const auto missing = folder_.path() / "no" / "x.json";
  EXPECT_EQ(message(missing),
            "cannot write " + missing.string() +
                ": No such file or directory; create the folder, or name another file with -o");
  EXPECT_TRUE(folder_.entries().empty());
}

TEST_F(Replacing, CannotWriteUnderAFile) {
  write_file(path_, "old");
  EXPECT_EQ(message(path_ / "y.json"),
            "cannot write " + name_ +
                "/y.json: Not a directory; name a file in a folder that can be written with -o");
  EXPECT_EQ(read_file(path_), "old");
}

TEST_F(Replacing, RefusesWhatIsNoFile) {
  EXPECT_EQ(message(folder_.path()),
            "cannot write " + folder_.path().string() + ": it is a folder; name a file with -o");
  EXPECT_EQ(message("/dev/full"),
            "cannot write /dev/full: it is not a regular file; name a file with -o");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
  EXPECT_EQ(message(""),
            "cannot write : Is a directory; name a file in a folder that can be written with -o");
}

// The exit code of `act`, run in a child: it may give up rights and limits that the tests need.
int in_child(const std::function<int()>& act) {
  const pid_t child = fork();
  if (child == 0) _exit(act());
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

TEST_F(Replacing, CannotWriteAReadOnlyFolder) {
  constexpr uid_t kNobody = 65534;
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0555));
  const auto expected = "cannot write " + name_ +
                        ": Permission denied; name a file in a folder that can be written with -o";
  EXPECT_EQ(in_child([&] {
              // Root may write every folder.
              if (geteuid() == 0 && setuid(kNobody) != 0) return 1;
              return message(path_) == expected ? 0 : 2;
            }),
            0);
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  EXPECT_TRUE(folder_.entries().empty());
}

TEST_F(Replacing, KeepsTheOldFileWhenTheDiskIsFull) {
  write_file(path_, "old");
  const auto expected = "cannot write " + name_ +
                        ": File too large; make room, or name a file on another disk with -o";
  EXPECT_EQ(in_child([&] {
              std::signal(SIGXFSZ, SIG_IGN);
              const rlimit limit{.rlim_cur = 4096, .rlim_max = 4096};
              if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
              return message(path_, std::string(100'000, 'x')) == expected ? 0 : 2;
            }),
            0);
  EXPECT_EQ(read_file(path_), "old");
  EXPECT_EQ(folder_.entries(), Names{"x.json"});
}

}  // namespace
}  // namespace assay::document
