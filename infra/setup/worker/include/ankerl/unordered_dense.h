// The worker uses ankerl::unordered_dense, which Debian 12 does not carry. This is the part of it the worker needs, with
// the promises its code relies on and the standard containers do not give:
//
// - entries lie in one vector, in the order they were inserted, so a walk over them is the same in every run;
// - erase() moves the last entry into the hole and returns the place of the hole, from where a walk goes on;
// - hash<> mixes its input, because the worker adds such hashes up to make the hash of an address.
//
// As in the original, an insertion may move every entry: iterators and references do not survive it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace ankerl::unordered_dense
{
	namespace detail
	{
		// Both halves of a 128-bit product folded together: every input bit reaches every output bit.
		inline uint64_t mix(uint64_t value)
		{
			const auto product = static_cast<unsigned __int128>(value ^ 0xA0761D6478BD642FULL) * 0x9E3779B97F4A7C15ULL;

			return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
		}
	} // namespace detail

	template<class T>
	struct hash
	{
		uint64_t operator()(const T& value) const noexcept(noexcept(std::hash<T>{}(value)))
		{
			return detail::mix(std::hash<T>{}(value));
		}
	};

	namespace detail
	{
		struct FirstOfPair
		{
			template<class Entry>
			const auto& operator()(const Entry& entry) const
			{
				return entry.first;
			}
		};

		// A vector of entries and an open-addressing index of their places in it.
		template<class Key, class Entry, class KeyOf, class Hash, class Equal>
		class table
		{
		public:
			using key_type        = Key;
			using value_type      = Entry;
			using size_type       = size_t;
			using difference_type = std::ptrdiff_t;
			using const_iterator  = typename std::vector<Entry>::const_iterator;
			// The entries of a set are its keys, which nobody may change in place.
			using iterator =
			  std::conditional_t<std::is_same_v<Key, Entry>, const_iterator, typename std::vector<Entry>::iterator>;

			table() = default;
			table(std::initializer_list<Entry> list)
			{
				insert(list.begin(), list.end());
			}
			template<class It>
			table(It first, It last)
			{
				insert(first, last);
			}

			iterator begin()
			{
				return entries.begin();
			}
			iterator end()
			{
				return entries.end();
			}
			const_iterator begin() const
			{
				return entries.begin();
			}
			const_iterator end() const
			{
				return entries.end();
			}
			const_iterator cbegin() const
			{
				return entries.begin();
			}
			const_iterator cend() const
			{
				return entries.end();
			}
			size_t size() const
			{
				return entries.size();
			}
			bool empty() const
			{
				return entries.empty();
			}

			iterator find(const Key& key)
			{
				return begin() + static_cast<difference_type>(placeOf(key));
			}
			const_iterator find(const Key& key) const
			{
				return begin() + static_cast<difference_type>(placeOf(key));
			}
			bool contains(const Key& key) const
			{
				return placeOf(key) != entries.size();
			}
			size_t count(const Key& key) const
			{
				return contains(key) ? 1 : 0;
			}

			void reserve(size_t count)
			{
				entries.reserve(count);

				if (bucketsFor(count) > buckets.size())
				{
					reindex(bucketsFor(count));
				}
			}

			void clear()
			{
				entries.clear();
				buckets.assign(buckets.size(), Bucket{});
			}

			template<class... Args>
			std::pair<iterator, bool> emplace(Args&&... args)
			{
				return add(Entry(std::forward<Args>(args)...));
			}
			std::pair<iterator, bool> insert(const Entry& entry)
			{
				return add(Entry(entry));
			}
			std::pair<iterator, bool> insert(Entry&& entry)
			{
				return add(std::move(entry));
			}
			template<class It>
			void insert(It first, It last)
			{
				for (; first != last; ++first)
				{
					emplace(*first);
				}
			}
			void insert(std::initializer_list<Entry> list)
			{
				insert(list.begin(), list.end());
			}

			size_t erase(const Key& key)
			{
				const size_t place = placeOf(key);

				if (place == entries.size())
				{
					return 0;
				}

				remove(place);

				return 1;
			}
			iterator erase(const_iterator it)
			{
				const auto offset = it - cbegin();

				remove(static_cast<size_t>(offset));

				return begin() + offset;
			}

			bool operator==(const table& other) const
			{
				if (size() != other.size())
				{
					return false;
				}

				for (const auto& entry : entries)
				{
					const auto found = other.find(KeyOf{}(entry));

					if (found == other.end() || !(*found == entry))
					{
						return false;
					}
				}

				return true;
			}

		protected:
			// The place of a key in the vector, or size() when it is not there.
			size_t placeOf(const Key& key) const
			{
				if (entries.empty())
				{
					return entries.size();
				}

				const uint32_t hash = hashOf(key);

				for (size_t at = hash & mask(); buckets[at].place != Free; at = next(at))
				{
					if (buckets[at].hash == hash && Equal{}(KeyOf{}(entries[buckets[at].place]), key))
					{
						return buckets[at].place;
					}
				}

				return entries.size();
			}

			// Adds an entry whose key is known to be absent.
			iterator append(Entry&& entry)
			{
				reserveOneMore();

				const uint32_t hash = hashOf(KeyOf{}(entry));
				const auto place    = static_cast<uint32_t>(entries.size());

				entries.push_back(std::move(entry));
				occupy(Bucket{ hash, place });

				return end() - 1;
			}

			std::vector<Entry> entries;

		private:
			static constexpr uint32_t Free = UINT32_MAX;

			struct Bucket
			{
				uint32_t hash{ 0 };
				uint32_t place{ Free };
			};

			static uint32_t hashOf(const Key& key)
			{
				// Mixed once more, since a hash given by the worker (an address, a port range) may be a weak one.
				return static_cast<uint32_t>(mix(Hash{}(key)));
			}

			// A power of two that leaves a quarter of the buckets free, so that a search stays a few steps long.
			static size_t bucketsFor(size_t count)
			{
				return std::bit_ceil(count + count / 3 + 8);
			}

			size_t mask() const
			{
				return buckets.size() - 1;
			}

			size_t next(size_t at) const
			{
				return (at + 1) & mask();
			}

			std::pair<iterator, bool> add(Entry&& entry)
			{
				const size_t place = placeOf(KeyOf{}(entry));

				if (place != entries.size())
				{
					return { begin() + static_cast<difference_type>(place), false };
				}

				return { append(std::move(entry)), true };
			}

			void reserveOneMore()
			{
				if (bucketsFor(entries.size() + 1) > buckets.size())
				{
					reindex(buckets.size() * 2 > 16 ? buckets.size() * 2 : 16);
				}
			}

			void reindex(size_t bucketCount)
			{
				buckets.assign(bucketCount, Bucket{});

				for (size_t place = 0; place < entries.size(); ++place)
				{
					occupy(Bucket{ hashOf(KeyOf{}(entries[place])), static_cast<uint32_t>(place) });
				}
			}

			void occupy(Bucket bucket)
			{
				size_t at = bucket.hash & mask();

				while (buckets[at].place != Free)
				{
					at = next(at);
				}

				buckets[at] = bucket;
			}

			size_t bucketOfPlace(size_t place) const
			{
				size_t at = hashOf(KeyOf{}(entries[place])) & mask();

				while (buckets[at].place != place)
				{
					at = next(at);
				}

				return at;
			}

			void remove(size_t place)
			{
				const size_t last = entries.size() - 1;

				vacate(bucketOfPlace(place));

				if (place == last)
				{
					entries.pop_back();

					return;
				}

				buckets[bucketOfPlace(last)].place = static_cast<uint32_t>(place);

				// The erased entry is kept alive until the table is whole again, as its destructor may look into it.
				[[maybe_unused]] const Entry erased = std::move(entries[place]);

				entries[place] = std::move(entries[last]);
				entries.pop_back();
			}

			// Frees a bucket and moves back those behind it that would otherwise no longer be found.
			void vacate(size_t hole)
			{
				for (size_t at = next(hole); buckets[at].place != Free; at = next(at))
				{
					const size_t home = buckets[at].hash & mask();

					if (((at - home) & mask()) >= ((at - hole) & mask()))
					{
						buckets[hole] = buckets[at];
						hole          = at;
					}
				}

				buckets[hole] = Bucket{};
			}

			std::vector<Bucket> buckets;
		};
	} // namespace detail

	template<class Key, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
	class set : public detail::table<Key, Key, std::identity, Hash, Equal>
	{
	public:
		using detail::table<Key, Key, std::identity, Hash, Equal>::table;
	};

	template<class Key, class T, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
	class map : public detail::table<Key, std::pair<Key, T>, detail::FirstOfPair, Hash, Equal>
	{
		using Base = detail::table<Key, std::pair<Key, T>, detail::FirstOfPair, Hash, Equal>;

	public:
		using mapped_type = T;
		using typename Base::iterator;
		using Base::Base;

		T& at(const Key& key)
		{
			return this->entries[existing(key)].second;
		}
		const T& at(const Key& key) const
		{
			return this->entries[existing(key)].second;
		}

		T& operator[](const Key& key)
		{
			return try_emplace(key).first->second;
		}

		template<class... Args>
		std::pair<iterator, bool> try_emplace(const Key& key, Args&&... args)
		{
			const auto found = this->find(key);

			if (found != this->end())
			{
				return { found, false };
			}

			return { this->append(std::pair<Key, T>(
				         std::piecewise_construct,
				         std::forward_as_tuple(key),
				         std::forward_as_tuple(std::forward<Args>(args)...))),
				       true };
		}

		template<class Value>
		std::pair<iterator, bool> insert_or_assign(const Key& key, Value&& value)
		{
			const auto found = this->find(key);

			if (found != this->end())
			{
				found->second = std::forward<Value>(value);

				return { found, false };
			}

			return try_emplace(key, std::forward<Value>(value));
		}

	private:
		size_t existing(const Key& key) const
		{
			const size_t place = this->placeOf(key);

			if (place == this->entries.size())
			{
				throw std::out_of_range("ankerl::unordered_dense::map::at(): key not found");
			}

			return place;
		}
	};
} // namespace ankerl::unordered_dense
