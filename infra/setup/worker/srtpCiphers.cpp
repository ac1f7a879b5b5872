// Debian's libsrtp does its AES with NSS, which looks a session up and takes locks for every packet. libsrtp lets a program
// bring ciphers of its own: these do the same with OpenSSL, as mediasoup's own build of libsrtp does. libsrtp checks each
// of them against the known answers of the cipher it replaces before it takes it.
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <srtp2/cipher.h>
#include <srtp2/srtp.h>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>

// libsrtp exports it and has no header for it; the answers are taken from its own ciphers.
extern "C" const srtp_cipher_type_t* srtp_crypto_kernel_get_cipher_type(srtp_cipher_type_id_t id);

namespace
{
	constexpr size_t SaltLen{ 14 };
	constexpr size_t BlockLen{ 16 };

	struct Suite
	{
		srtp_cipher_type_id_t id;
		const char* openSslName;
		// With the salt, as libsrtp counts it.
		int keyLen;
		bool isAead;
		EVP_CIPHER* cipher{ nullptr };
		srtp_cipher_type_t type{};
	};

	Suite suites[]{
		{ SRTP_AES_ICM_128, "AES-128-CTR", SRTP_AES_ICM_128_KEY_LEN_WSALT, false },
		{ SRTP_AES_ICM_256, "AES-256-CTR", SRTP_AES_ICM_256_KEY_LEN_WSALT, false },
		{ SRTP_AES_GCM_128, "AES-128-GCM", SRTP_AES_GCM_128_KEY_LEN_WSALT, true },
		{ SRTP_AES_GCM_256, "AES-256-GCM", SRTP_AES_GCM_256_KEY_LEN_WSALT, true },
	};

	/** What libsrtp calls the state of a cipher. */
	struct Context
	{
		const Suite& suite;
		int tagLen;
		EVP_CIPHER_CTX* openSsl;
		// Counter mode only: what the packet's nonce is combined with (RFC 3711, 4.1.1).
		uint8_t salt[BlockLen]{};
	};

	Context& contextOf(void* state)
	{
		return *static_cast<Context*>(state);
	}

	srtp_err_status_t okIf(bool done, srtp_err_status_t otherwise)
	{
		return done ? srtp_err_status_ok : otherwise;
	}

	srtp_err_status_t allocate(const Suite& suite, srtp_cipher_t** out, int keyLen, int tagLen)
	{
		if (keyLen != suite.keyLen)
		{
			return srtp_err_status_bad_param;
		}

		auto* const openSsl = EVP_CIPHER_CTX_new();

		if (openSsl == nullptr)
		{
			return srtp_err_status_alloc_fail;
		}

		*out = new srtp_cipher_t{ &suite.type, new Context{ suite, tagLen, openSsl }, keyLen, static_cast<int>(suite.id) };

		return srtp_err_status_ok;
	}

	/** libsrtp says no more than the lengths to an allocator, so each suite has its own. */
	template<size_t Index>
	srtp_err_status_t allocate(srtp_cipher_t** out, int keyLen, int tagLen)
	{
		return allocate(suites[Index], out, keyLen, tagLen);
	}

	constexpr srtp_cipher_alloc_func_t allocators[]{ allocate<0>, allocate<1>, allocate<2>, allocate<3> };

	srtp_err_status_t release(srtp_cipher_t* cipher)
	{
		auto* const context = &contextOf(cipher->state);

		// Wipes the key.
		EVP_CIPHER_CTX_free(context->openSsl);
		OPENSSL_cleanse(context->salt, sizeof(context->salt));
		delete context;
		delete cipher;

		return srtp_err_status_ok;
	}

	srtp_err_status_t setKey(void* state, const uint8_t* key)
	{
		auto& context       = contextOf(state);
		const auto& suite   = context.suite;
		const bool accepted = EVP_CipherInit_ex2(context.openSsl, suite.cipher, key, nullptr, 1, nullptr) == 1;

		if (!suite.isAead)
		{
			std::copy_n(key + EVP_CIPHER_get_key_length(suite.cipher), SaltLen, context.salt);
		}

		return okIf(accepted, srtp_err_status_init_fail);
	}

	srtp_err_status_t setNonce(void* state, uint8_t* nonce, srtp_cipher_direction_t direction)
	{
		auto& context         = contextOf(state);
		const bool isEncrypt  = !context.suite.isAead || direction == srtp_direction_encrypt;
		const uint8_t* vector = nonce;
		uint8_t counter[BlockLen];

		if (!context.suite.isAead)
		{
			std::transform(nonce, nonce + BlockLen, context.salt, counter, std::bit_xor<uint8_t>());
			vector = counter;
		}

		return okIf(
		  EVP_CipherInit_ex2(context.openSsl, nullptr, nullptr, vector, isEncrypt ? 1 : 0, nullptr) == 1,
		  srtp_err_status_init_fail);
	}

	/** Data that is authenticated and not encrypted. */
	srtp_err_status_t authenticate(void* state, const uint8_t* data, uint32_t len)
	{
		const auto done = EVP_Cipher(contextOf(state).openSsl, nullptr, data, len);

		return okIf(done == static_cast<int>(len), srtp_err_status_algo_fail);
	}

	/** Encrypts, or in counter mode decrypts, in place. */
	srtp_err_status_t encrypt(void* state, uint8_t* buffer, unsigned int* len)
	{
		const auto done = EVP_Cipher(contextOf(state).openSsl, buffer, buffer, *len);

		return okIf(done == static_cast<int>(*len), srtp_err_status_cipher_fail);
	}

	srtp_err_status_t writeTag(void* state, uint8_t* tag, uint32_t* len)
	{
		auto& context = contextOf(state);

		*len = context.tagLen;

		return okIf(
		  EVP_Cipher(context.openSsl, nullptr, nullptr, 0) >= 0 &&
		    EVP_CIPHER_CTX_ctrl(context.openSsl, EVP_CTRL_AEAD_GET_TAG, context.tagLen, tag) == 1,
		  srtp_err_status_algo_fail);
	}

	/** The tag stands behind the data. */
	srtp_err_status_t decryptAndCheck(void* state, uint8_t* buffer, unsigned int* len)
	{
		auto& context = contextOf(state);

		if (*len < static_cast<unsigned int>(context.tagLen))
		{
			return srtp_err_status_auth_fail;
		}

		const auto dataLen = *len - context.tagLen;

		if (EVP_CIPHER_CTX_ctrl(context.openSsl, EVP_CTRL_AEAD_SET_TAG, context.tagLen, buffer + dataLen) != 1)
		{
			return srtp_err_status_algo_fail;
		}

		*len = dataLen;

		return okIf(
		  EVP_Cipher(context.openSsl, buffer, buffer, dataLen) == static_cast<int>(dataLen) &&
		    EVP_Cipher(context.openSsl, nullptr, nullptr, 0) >= 0,
		  srtp_err_status_auth_fail);
	}

	srtp_err_status_t install(Suite& suite, srtp_cipher_alloc_func_t allocator)
	{
		const auto* const replaced = srtp_crypto_kernel_get_cipher_type(suite.id);

		if (replaced == nullptr)
		{
			return srtp_err_status_no_such_op;
		}

		// Fetched once, because a look-up by name costs more than the encryption of a packet.
		suite.cipher = EVP_CIPHER_fetch(nullptr, suite.openSslName, nullptr);

		if (suite.cipher == nullptr)
		{
			return srtp_err_status_init_fail;
		}

		suite.type = {
			allocator,
			release,
			setKey,
			suite.isAead ? authenticate : nullptr,
			encrypt,
			suite.isAead ? decryptAndCheck : encrypt,
			setNonce,
			suite.isAead ? writeTag : nullptr,
			suite.openSslName,
			replaced->test_data,
			suite.id,
		};

		return srtp_replace_cipher_type(&suite.type, suite.id);
	}
} // namespace

namespace invigil
{
	srtp_err_status_t initSrtp();
}

srtp_err_status_t invigil::initSrtp()
{
	auto status = srtp_init();

	for (size_t index{ 0 }; status == srtp_err_status_ok && index < std::size(suites); ++index)
	{
		status = install(suites[index], allocators[index]);
	}

	return status;
}
