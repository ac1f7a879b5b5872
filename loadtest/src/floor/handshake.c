/*
 * What no WebRTC join can be cheaper than: the server's half of one DTLS 1.2 handshake with ECDSA P-256 on both sides.
 * Usage: handshake <handshakes>. Prints {"serverMs":..,"clientMs":..,"handshakes":..}: processor time of each half.
 */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static double cpuMs(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* WebRTC compares fingerprints instead of following a chain of certificates. */
static int acceptAny(int ok, X509_STORE_CTX *store) {
  (void)ok;
  (void)store;
  return 1;
}

static SSL_CTX *endpoint(void) {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  if (!X509_sign(certificate, key, EVP_sha256())) fail("a certificate cannot be signed");
  SSL_CTX *context = SSL_CTX_new(DTLS_method());
  SSL_CTX_use_certificate(context, certificate);
  SSL_CTX_use_PrivateKey(context, key);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, acceptAny);
  SSL_CTX_set_tlsext_use_srtp(context, "SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80");
  SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  return context;
}

static BIO *wire(void) {
  BIO *bio = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(bio, -1);
  BIO_up_ref(bio);
  return bio;
}

int main(int count, char **argument) {
  int wanted = count > 1 ? atoi(argument[1]) : 500;
  SSL_CTX *serverContext = endpoint(), *clientContext = endpoint();
  double serverMs = 0, clientMs = 0;
  for (int index = 0; index < wanted; index++) {
    SSL *server = SSL_new(serverContext), *client = SSL_new(clientContext);
    BIO *up = wire(), *down = wire();
    SSL_set_bio(server, up, down);
    SSL_set_bio(client, down, up);
    SSL_set_accept_state(server);
    SSL_set_connect_state(client);
    SSL_set_mtu(server, 1200);
    SSL_set_mtu(client, 1200);
    for (int flight = 0; flight < 10 && !(SSL_is_init_finished(server) && SSL_is_init_finished(client)); flight++) {
      double before = cpuMs();
      SSL_do_handshake(client);
      double between = cpuMs();
      SSL_do_handshake(server);
      clientMs += between - before;
      serverMs += cpuMs() - between;
    }
    if (!SSL_is_init_finished(server)) fail("a handshake did not finish");
    SSL_free(server);
    SSL_free(client);
  }
  printf("{\"serverMs\":%.4f,\"clientMs\":%.4f,\"handshakes\":%d}\n", serverMs / wanted, clientMs / wanted, wanted);
  return 0;
}
