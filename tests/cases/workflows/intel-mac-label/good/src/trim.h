#pragma once
#include <vector>

std::vector<int> trim(const std::vector<int>& samples, int threshold);
