/*
 * What no SFU can be cheaper than: taking one SRTP packet from a UDP socket and decrypting it, nothing else.
 * Usage: receive <address> <bytes of an RTP packet> <SRTP profile> <core of the sender> <core of the receiver>
 * Prints {"receiveUs":..,"unprotectUs":..,"packets":..}: processor time of the receiving thread for each packet, in the
 * best of several passes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { packets = 50000, room = 1536, passes = 5, batch = 500, headerBytes = 12, tagBytes = 16 };

static unsigned char *sent;
static int sentLength;
static atomic_int allowed, waiting;
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

/* AES-GCM as SRTP uses it (RFC 7714): the header is authenticated, the rest encrypted, the tag stands behind. */
static EVP_CIPHER_CTX *context(const char *profile, int encrypt) {
  static unsigned char key[32] = "a key that protects nothing";
  const EVP_CIPHER *cipher = NULL;
  if (strcmp(profile, "SRTP_AEAD_AES_256_GCM") == 0) cipher = EVP_aes_256_gcm();
  if (strcmp(profile, "SRTP_AEAD_AES_128_GCM") == 0) cipher = EVP_aes_128_gcm();
  if (!cipher) fail("only the AES-GCM profiles have a floor");
  EVP_CIPHER_CTX *created = EVP_CIPHER_CTX_new();
  if (EVP_CipherInit_ex(created, cipher, NULL, key, NULL, encrypt) != 1) fail("OpenSSL does not take the key");
  return created;
}

/* Encrypts or decrypts in place; `bytes` is the length of the packet without its tag. */
static int cryptInPlace(EVP_CIPHER_CTX *cipher, int encrypt, unsigned char *packet, int bytes) {
  unsigned char nonce[12] = {0};
  int done;
  memcpy(nonce + 10, packet + 2, 2);
  if (!encrypt && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, tagBytes, packet + bytes) != 1) return 0;
  return EVP_CipherInit_ex(cipher, NULL, NULL, NULL, nonce, encrypt) == 1 &&
         EVP_CipherUpdate(cipher, NULL, &done, packet, headerBytes) == 1 &&
         EVP_CipherUpdate(cipher, packet + headerBytes, &done, packet + headerBytes, bytes - headerBytes) == 1 &&
         EVP_CipherFinal_ex(cipher, packet + bytes, &done) == 1 &&
         (!encrypt || EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, tagBytes, packet + bytes) == 1);
}

/* All packets are encrypted beforehand, with numbers in order, so that the sender is never what is waited for. */
static void protectAll(const char *profile, int bytes) {
  EVP_CIPHER_CTX *out = context(profile, 1);
  sent = calloc(packets, room);
  sentLength = bytes + tagBytes;
  for (int index = 0; index < packets; index++) {
    unsigned char *packet = sent + (size_t)index * room;
    packet[0] = 0x80;
    packet[1] = 96;
    packet[2] = (index >> 8) & 0xff;
    packet[3] = index & 0xff;
    packet[11] = 7;
    if (!cryptInPlace(out, 1, packet, bytes)) fail("a packet cannot be protected");
  }
  EVP_CIPHER_CTX_free(out);
}

/* Sends as many as are allowed: the receiver finds them waiting and never sleeps, and its buffer never overflows. */
static void *sendAll(void *unused) {
  (void)unused;
  pin(senderCore);
  for (int index = 0; index < packets; index++) {
    while (index >= atomic_load(&allowed)) sched_yield();
    if (send(sender, sent + (size_t)index * room, sentLength, 0) < 0) fail("a packet cannot be sent");
    atomic_store(&waiting, index + 1);
  }
  return NULL;
}

static double threadSeconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static double receiveAll(const char *profile, int decrypt) {
  EVP_CIPHER_CTX *in = context(profile, 0);
  unsigned char packet[room];
  pthread_t thread;
  double seconds = 0;
  atomic_store(&allowed, 0);
  atomic_store(&waiting, 0);
  if (pthread_create(&thread, NULL, sendAll, NULL) != 0) fail("no thread can be started");
  for (int taken = 0; taken < packets;) {
    atomic_store(&allowed, taken + batch);
    while (atomic_load(&waiting) < taken + batch) sched_yield();
    double before = threadSeconds();
    for (int end = taken + batch; taken < end; taken++) {
      struct sockaddr_storage from;
      socklen_t fromLength = sizeof from;
      ssize_t length = recvfrom(receiver, packet, sizeof packet, 0, (struct sockaddr *)&from, &fromLength);
      if (length < 0) fail("a packet did not arrive");
      if (decrypt && !cryptInPlace(in, 0, packet, (int)length - tagBytes)) fail("a packet cannot be decrypted");
    }
    seconds += threadSeconds() - before;
  }
  pthread_join(thread, NULL);
  EVP_CIPHER_CTX_free(in);
  return seconds / packets * 1e6;
}

int main(int count, char **argument) {
  if (count != 6) return 2;
  const char *profile = argument[3];
  senderCore = atoi(argument[4]);
  pin(atoi(argument[5]));
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
