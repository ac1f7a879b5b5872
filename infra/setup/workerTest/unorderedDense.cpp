// Compares our ankerl::unordered_dense with a plain model through a million random steps, and checks what the standard
// containers would not give: order of insertion, and a walk that erases.
#include <ankerl/unordered_dense.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>

#define CHECK(condition) \
	if (!(condition)) \
	{ \
		std::printf("line %d: %s\n", __LINE__, #condition); \
		std::exit(1); \
	}

using ankerl::unordered_dense::map;
using ankerl::unordered_dense::set;

// As weak as a hash can be, so that searches and removals meet long runs of taken buckets.
struct WeakHash
{
	size_t operator()(uint32_t value) const
	{
		return value % 7;
	}
};

template<class Map>
void compareWithModel(uint32_t keys, int steps)
{
	std::mt19937 random(keys);
	std::unordered_map<uint32_t, uint64_t> model;
	Map ours;

	for (int i = 0; i < steps; ++i)
	{
		const uint32_t key = random() % keys;

		switch (random() % 4)
		{
			case 0:
				CHECK(ours.emplace(key, i).second == model.emplace(key, i).second);
				break;
			case 1:
				ours[key]  = i;
				model[key] = i;
				break;
			case 2:
				CHECK(ours.erase(key) == model.erase(key));
				break;
			default:
				CHECK(ours.contains(key) == (model.count(key) == 1));
				CHECK(!model.count(key) || ours.at(key) == model.at(key));
		}

		CHECK(ours.size() == model.size());
	}

	for (const auto& [key, value] : ours)
	{
		CHECK(model.at(key) == value);
	}
}

int main()
{
	compareWithModel<map<uint32_t, uint64_t>>(50, 200000);
	compareWithModel<map<uint32_t, uint64_t>>(5000, 700000);
	compareWithModel<map<uint32_t, uint64_t, WeakHash>>(60, 100000);

	// A walk sees the entries in the order they came.
	map<std::string, int> layers{ { "r2", 0 }, { "r0", 1 }, { "r1", 2 } };
	std::string walk;
	for (const auto& [rid, index] : layers)
	{
		walk += rid + std::to_string(index);
	}
	CHECK(walk == "r20r01r12");

	// erase() puts the last entry into the hole, and the walk goes on with it.
	set<int> numbers;
	for (int i = 0; i < 1000; ++i)
	{
		CHECK(numbers.insert(i).second && !numbers.insert(i).second);
	}
	int visited = 0;
	for (auto it = numbers.begin(); it != numbers.end(); ++visited)
	{
		it = *it % 2 ? numbers.erase(it) : it + 1;
	}
	CHECK(visited == 1000 && numbers.size() == 500 && numbers.contains(998) && !numbers.contains(999));

	// Values that can only be moved, and a missing key.
	map<int, std::unique_ptr<int>> owners;
	owners.try_emplace(1, std::make_unique<int>(7));
	owners.insert_or_assign(1, std::make_unique<int>(8));
	CHECK(*owners.at(1) == 8 && owners.erase(1) == 1 && owners.empty() && owners.find(1) == owners.end());
	try
	{
		layers.at("r9");
		CHECK(false);
	}
	catch (const std::out_of_range&)
	{
	}

	// A copy is equal and independent; a moved-from and a cleared table can be used again.
	auto copy  = layers;
	auto moved = std::move(layers);
	CHECK(copy == moved && copy.erase("r0") == 1 && moved.contains("r0"));
	layers = {};
	layers["again"] = 1;
	moved.clear();
	CHECK(layers.size() == 1 && moved.empty() && !moved.contains("r0"));

	std::puts("ok");
}
