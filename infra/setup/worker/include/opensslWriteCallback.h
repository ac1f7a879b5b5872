// Included ahead of every source of the worker.
//
// The worker learns what OpenSSL wants to send from a callback on the write BIO, and that callback answers 1 to every
// operation. Debian's OpenSSL is built with kernel TLS and asks the same BIO `BIO_CTRL_GET_KTLS_SEND`: it takes the 1
// for "the kernel encrypts", allocates no write buffer, and crashes in the first DTLS handshake. The worker's own build
// uses an OpenSSL without kernel TLS, so the question is never asked there.
//
// Here the callback sees writes only. Every other operation gets the answer OpenSSL uses when there is no callback.
#pragma once

#include <openssl/bio.h>

namespace invigil
{
	template<long (*OnWrite)(BIO*, int, const char*, size_t, int, long, int, size_t*)>
	long writesOnly(BIO* bio, int operation, const char* data, size_t len, int argi, long argl, int ret, size_t* processed)
	{
		if (operation == BIO_CB_WRITE)
		{
			return OnWrite(bio, operation, data, len, argi, argl, ret, processed);
		}

		// Before an operation 1 means "go on"; after it, the callback returns what the operation returned.
		return (operation & BIO_CB_RETURN) ? ret : 1;
	}
} // namespace invigil

#define BIO_set_callback_ex(bio, callback) (BIO_set_callback_ex)(bio, invigil::writesOnly<callback>)
