// A worker that hundreds of candidates send to is woken for nearly every packet, and on a virtual machine the waking costs
// more than the packet. So once the loop runs more often than once in two milliseconds, it waits for the rest of them
// before it sleeps, and finds all packets of that time together, as network cards do with interrupts. Nothing waits longer
// than that, and a loop with little to do waits for nothing.
#include <poll.h>
#include <time.h>
#include <uv.h>
#include <cstdint>

namespace
{
	constexpr uint64_t PaceNs{ 2 * 1000 * 1000 };

	/** When the loop last came back from its sleep, in nanoseconds. */
	uint64_t wokenAtNs{ 0 };

	void woken(uv_check_t* /*handle*/)
	{
		wokenAtNs = uv_hrtime();
	}

	bool hasMore(const uv_loop_t* loop)
	{
		pollfd events{ uv_backend_fd(loop), POLLIN, 0 };

		return poll(&events, 1, 0) != 0;
	}

	void beforeSleep(uv_prepare_t* handle)
	{
		const auto elapsedNs = uv_hrtime() - wokenAtNs;

		if (elapsedNs >= PaceNs || hasMore(handle->loop))
		{
			return;
		}

		const timespec rest{ 0, static_cast<long>(PaceNs - elapsedNs) };

		nanosleep(&rest, nullptr);
	}
} // namespace

/** Stands in for uv_run() in the worker. */
extern "C" int invigilRunPaced(uv_loop_t* loop, uv_run_mode mode)
{
	if (mode != UV_RUN_DEFAULT)
	{
		return uv_run(loop, mode);
	}

	uv_check_t check;
	uv_prepare_t prepare;

	uv_check_init(loop, &check);
	uv_prepare_init(loop, &prepare);
	uv_check_start(&check, woken);
	uv_prepare_start(&prepare, beforeSleep);
	// Neither keeps the loop alive.
	uv_unref(reinterpret_cast<uv_handle_t*>(&check));
	uv_unref(reinterpret_cast<uv_handle_t*>(&prepare));

	const auto left = uv_run(loop, mode);

	uv_close(reinterpret_cast<uv_handle_t*>(&check), nullptr);
	uv_close(reinterpret_cast<uv_handle_t*>(&prepare), nullptr);
	uv_run(loop, UV_RUN_NOWAIT);

	return left;
}
