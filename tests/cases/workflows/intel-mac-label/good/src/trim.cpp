#include "trim.h"

#include <cstdlib>

std::vector<int> trim(const std::vector<int>& samples, int threshold) {
  auto first = samples.begin();
  auto last = samples.end();
  while (first != last && std::abs(*first) <= threshold) ++first;
  while (last != first && std::abs(*(last - 1)) <= threshold) --last;
  return {first, last};
}
