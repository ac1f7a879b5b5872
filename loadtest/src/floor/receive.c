/*
 * What no SFU can be cheaper than: taking one SRTP packet from a UDP socket and decrypting it, nothing else.
 * Usage: receive <address> <bytes of an RTP packet> <SRTP profile> <core of the sender> <core of the receiver>
 * Prints {"receiveUs":..,"unprotectUs":..,"packets":..}: processor time of the receiving thread for each packet, in the
 * best of several passes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <sched.h>
#include <srtp2/srtp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum { packets = 50000, room = 1536, passes = 5, ahead = 700 };

static unsigned char *sent;
static int sentLength;
static atomic_int received;
static int sender, receiver, senderCore;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void pin(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  if (pthread_setaffinity_np(pthread_self(), sizeof set, &set) != 0) fail("a core cannot be chosen");
}

static double threadSeconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static srtp_t session(const char *profile, srtp_ssrc_type_t direction) {
  static unsigned char key[64] = "a key that protects nothing but a measurement";
  srtp_policy_t policy;
  memset(&policy, 0, sizeof policy);
  void (*suite)(srtp_crypto_policy_t *) = srtp_crypto_policy_set_rtp_default;
  if (strcmp(profile, "SRTP_AEAD_AES_256_GCM") == 0) suite = srtp_crypto_policy_set_aes_gcm_256_16_auth;
  if (strcmp(profile, "SRTP_AEAD_AES_128_GCM") == 0) suite = srtp_crypto_policy_set_aes_gcm_128_16_auth;
  suite(&policy.rtp);
  suite(&policy.rtcp);
  policy.ssrc.type = direction;
  policy.key = key;
  policy.window_size = 1024;
  srtp_t created;
  if (srtp_create(&created, &policy) != srtp_err_status_ok) fail("libsrtp does not know this profile");
  return created;
}

/* All packets are encrypted beforehand, with numbers in order, so that the sender is never what is waited for. */
static void protectAll(const char *profile, int length) {
  srtp_t out = session(profile, ssrc_any_outbound);
  sent = calloc(packets, room);
  for (int index = 0; index < packets; index++) {
    unsigned char *packet = sent + (size_t)index * room;
    packet[0] = 0x80;
    packet[1] = 96;
    packet[2] = (index >> 8) & 0xff;
    packet[3] = index & 0xff;
    packet[11] = 7;
    sentLength = length;
    if (srtp_protect(out, packet, &sentLength) != srtp_err_status_ok) fail("a packet cannot be protected");
  }
  srtp_dealloc(out);
}

/* Stays a little ahead of the receiver: it always finds a packet, and its buffer never overflows. */
static void *sendAll(void *unused) {
  (void)unused;
  pin(senderCore);
  for (int index = 0; index < packets; index++) {
    while (index - atomic_load(&received) > ahead) sched_yield();
    if (send(sender, sent + (size_t)index * room, sentLength, 0) < 0) fail("a packet cannot be sent");
  }
  return NULL;
}

static double receiveAll(const char *profile, int decrypt) {
  srtp_t in = session(profile, ssrc_any_inbound);
  unsigned char packet[room];
  pthread_t thread;
  atomic_store(&received, 0);
  if (pthread_create(&thread, NULL, sendAll, NULL) != 0) fail("no thread can be started");
  double before = threadSeconds();
  for (int index = 0; index < packets; index++) {
    struct sockaddr_storage from;
    socklen_t fromLength = sizeof from;
    ssize_t length = recvfrom(receiver, packet, sizeof packet, 0, (struct sockaddr *)&from, &fromLength);
    if (length < 0) fail("a packet did not arrive");
    int bytes = (int)length;
    if (decrypt && srtp_unprotect(in, packet, &bytes) != srtp_err_status_ok) fail("a packet cannot be decrypted");
    atomic_store(&received, index + 1);
  }
  double seconds = threadSeconds() - before;
  pthread_join(thread, NULL);
  srtp_dealloc(in);
  return seconds / packets * 1e6;
}

int main(int count, char **argument) {
  if (count != 6) return 2;
  const char *profile = argument[3];
  senderCore = atoi(argument[4]);
  pin(atoi(argument[5]));
  srtp_init();
  protectAll(profile, atoi(argument[2]));

  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t addressLength = sizeof address;
  inet_pton(AF_INET, argument[1], &address.sin_addr);
  receiver = socket(AF_INET, SOCK_DGRAM, 0);
  sender = socket(AF_INET, SOCK_DGRAM, 0);
  int buffer = 4 << 20;
  struct timeval patience = {.tv_sec = 2};
  setsockopt(receiver, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  setsockopt(receiver, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (bind(receiver, (struct sockaddr *)&address, sizeof address) != 0) fail("the address cannot be bound");
  getsockname(receiver, (struct sockaddr *)&address, &addressLength);
  if (connect(sender, (struct sockaddr *)&address, sizeof address) != 0) fail("the address cannot be reached");

  double receive = 1e9, both = 1e9;
  for (int pass = 0; pass < passes; pass++) {
    double only = receiveAll(profile, 0), decrypted = receiveAll(profile, 1);
    if (only < receive) receive = only;
    if (decrypted < both) both = decrypted;
  }
  printf("{\"receiveUs\":%.3f,\"unprotectUs\":%.3f,\"packets\":%d}\n", receive, both - receive, 2 * passes * packets);
  return 0;
}
