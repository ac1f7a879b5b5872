// The worker is written for libsrtp 3; Debian 12 has libsrtp 2.5. This header gives the worker the calls of version 3
// and makes them with version 2, as far as the worker uses them.
#pragma once

// In version 2 the policy is a plain struct under the name that version 3 uses for a handle.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

// Two codes that version 2 never returns; the worker has a text for them.
constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

/* The ciphers. */

namespace invigil
{
	// srtp_init() of version 2, then the ciphers of srtpCiphers.cpp.
	srtp_err_status_t initSrtp();
} // namespace invigil

#define srtp_init invigil::initSrtp

/* The policy object. */

struct Srtp3Policy
{
	srtp2_policy_t policy{};
	// Version 2 wants master key and salt in one piece that outlives srtp_create().
	std::array<uint8_t, SRTP_MAX_KEY_LEN> keyAndSalt{};
};

using srtp_policy_t = Srtp3Policy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* out)
{
	*out = new (std::nothrow) Srtp3Policy();

	return *out ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t handle)
{
	// A plain fill before delete may be optimised away, and then the key stays readable in freed memory.
	volatile uint8_t* key = handle->keyAndSalt.data();

	for (size_t i = 0; i < handle->keyAndSalt.size(); ++i)
	{
		key[i] = 0;
	}

	delete handle;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t handle, srtp_ssrc_t ssrc)
{
	handle->policy.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t handle, srtp_profile_t profile)
{
	const auto err = srtp_crypto_policy_set_from_profile_for_rtp(&handle->policy.rtp, profile);

	if (err != srtp_err_status_ok)
	{
		return err;
	}

	return srtp_crypto_policy_set_from_profile_for_rtcp(&handle->policy.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t handle,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* mki,
  size_t mkiLen)
{
	// The worker never uses a master key identifier.
	if (mki != nullptr || mkiLen != 0 || keyLen + saltLen > handle->keyAndSalt.size())
	{
		return srtp_err_status_bad_param;
	}

	auto* const end = std::copy_n(key, keyLen, handle->keyAndSalt.data());

	std::copy_n(salt, saltLen, end);
	handle->policy.key = handle->keyAndSalt.data();

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t handle, bool allow)
{
	handle->policy.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t handle, size_t packets)
{
	handle->policy.window_size = packets;

	return srtp_err_status_ok;
}

/* The session. */

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t handle)
{
	return srtp_create(session, &handle->policy);
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrcInNetworkOrder)
{
	return srtp_remove_stream(session, ssrcInNetworkOrder);
}

/* Packets: version 3 reads one buffer and writes another, version 2 works in place. */

namespace invigil
{
	template<srtp_err_status_t (*InPlace)(srtp_t, void*, int*), size_t MaxGrowth>
	srtp_err_status_t srtpCopyThen(srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
	{
		if (*outLen < inLen + MaxGrowth)
		{
			return srtp_err_status_buffer_small;
		}

		if (out != in)
		{
			std::memcpy(out, in, inLen);
		}

		auto len       = static_cast<int>(inLen);
		const auto err = InPlace(session, out, &len);

		if (err == srtp_err_status_ok)
		{
			*outLen = static_cast<size_t>(len);
		}

		return err;
	}

	// SRTCP adds its 31-bit index and the E flag to the trailer.
	constexpr size_t SrtcpIndexLen = 4;
} // namespace invigil

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t /*mkiIndex*/)
{
	return invigil::srtpCopyThen<srtp_protect, SRTP_MAX_TRAILER_LEN>(session, in, inLen, out, outLen);
}

inline srtp_err_status_t srtp_unprotect(srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
{
	return invigil::srtpCopyThen<srtp_unprotect, 0>(session, in, inLen, out, outLen);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t /*mkiIndex*/)
{
	return invigil::srtpCopyThen<srtp_protect_rtcp, SRTP_MAX_TRAILER_LEN + invigil::SrtcpIndexLen>(
	  session, in, inLen, out, outLen);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
{
	return invigil::srtpCopyThen<srtp_unprotect_rtcp, 0>(session, in, inLen, out, outLen);
}
