// Does a channel survive whatever the other end writes, and never wait for it for longer than
// asked?
#include "harness/operate/channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <thread>

#include "kernels/error.hpp"

namespace assay::operate {
namespace {

using nlohmann::ordered_json;
using ::testing::HasSubstr;

class ChannelTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kAtMost = 1000;

  ChannelTest() : ChannelTest(Channel::pair()) {}

  void write(const std::string& text) {
    ASSERT_EQ(send(other_.number(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  std::string refusal() {
    try {
      channel_.fill();
      while (channel_.next()) {
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return error.what();
    }
    return "";
  }

 private:
  explicit ChannelTest(std::pair<Descriptor, Descriptor> ends)
      : channel_(std::move(ends.first), kAtMost), other_(std::move(ends.second)) {}

 protected:
  Channel channel_;
  Descriptor other_;
};

TEST_F(ChannelTest, MessagesComeInOrderHoweverTheyAreCut) {
  const std::string all = "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n";
  for (const char one : all.substr(0, 12)) {
    write(std::string(1, one));
    channel_.fill();
  }
  EXPECT_EQ(channel_.next()->at("a"), 1);
  EXPECT_FALSE(channel_.next());
  write(all.substr(12));
  channel_.fill();
  EXPECT_EQ(channel_.next()->at("a"), 2);
  EXPECT_EQ(channel_.next()->at("a"), 3);
  EXPECT_FALSE(channel_.next());
  EXPECT_FALSE(channel_.is_closed());
}

TEST_F(ChannelTest, AMessageThatIsCutOffIsNone) {
  write("{\"a\":1}\n{\"a\":");
  other_.reset();
  EXPECT_EQ(channel_.wait(Seconds(5))->at("a"), 1);
  EXPECT_FALSE(channel_.wait(Seconds(5)));
  EXPECT_TRUE(channel_.is_closed());
}

TEST_F(ChannelTest, WhatIsNoMessageIsRefusedForGood) {
  write("{\"a\":1}\nhello\n{\"a\":2}\n");
  channel_.fill();
  EXPECT_EQ(channel_.next()->at("a"), 1);
  EXPECT_THAT(refusal(), HasSubstr("message"));
  EXPECT_THAT(refusal(), HasSubstr("message")) << "and nothing after it is believed";
}

TEST_F(ChannelTest, OtherJsonIsRefused) {
  write("[1,2]\n");
  EXPECT_THAT(refusal(), HasSubstr("no JSON object"));
}

TEST_F(ChannelTest, NestingIsBounded) {
  write("{\"a\":" + std::string(400, '[') + std::string(400, ']') + "}\n");
  EXPECT_THAT(refusal(), HasSubstr("deep"));
}

TEST_F(ChannelTest, LengthIsBoundedWithAndWithoutAnEnd) {
  write("{\"a\":\"" + std::string(3000, 'x'));
  EXPECT_THAT(refusal(), HasSubstr("longer than 1000 bytes"));
}

TEST_F(ChannelTest, ManyMessagesMayBeLongerThanOne) {
  std::string many;
  for (int i = 0; i < 500; ++i) many += "{\"a\":1}\n";
  write(many);
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(channel_.wait(Seconds(5)));
  EXPECT_FALSE(channel_.wait(Seconds(0)));
}

TEST_F(ChannelTest, WaitingEndsInTime) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(channel_.wait(Seconds(0.05)));
  const Seconds took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, Seconds(0.05));
  EXPECT_LT(took, Seconds(5));
}

TEST_F(ChannelTest, SendingToNobodyIsAnErrorAndNoSignal) {
  other_.reset();
  EXPECT_THROW(channel_.send(ordered_json{{"a", 1}}, Seconds(1)), Error);
}

TEST_F(ChannelTest, SendingToWhoDoesNotReadEndsInTime) {
  const ordered_json large{{"a", std::string(16 << 20, 'x')}};
  EXPECT_THROW(channel_.send(large, Seconds(0.05)), Error);
}

TEST_F(ChannelTest, TextOfAnyBytesComesThrough) {
  Channel other(std::move(other_));
  channel_.send(ordered_json{{"text", "a\xff\n\"b"}}, Seconds(1));
  EXPECT_EQ(other.wait(Seconds(5))->at("text"), "a\xef\xbf\xbd\n\"b");
}

TEST_F(ChannelTest, ALongMessageArrivesWhole) {
  Channel other(std::move(other_));
  ordered_json numbers = ordered_json::array();
  for (int i = 0; i < 200'000; ++i) numbers.push_back(i / 7.0);
  std::thread sender([&] { channel_.send(ordered_json{{"numbers", numbers}}, Seconds(30)); });
  const auto message = other.wait(Seconds(30));
  sender.join();
  ASSERT_TRUE(message);
  EXPECT_EQ(ordered_json(message->at("numbers")), numbers);
}

}  // namespace
}  // namespace assay::operate
