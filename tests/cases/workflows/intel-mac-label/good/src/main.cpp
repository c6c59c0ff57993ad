#include <cstdlib>
#include <cstring>
#include <iostream>

#include "trim.h"

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--version") == 0) {
    std::cout << "wavtrim " << WAVTRIM_VERSION << "\n";
    return 0;
  }
  const int threshold = argc > 1 ? std::atoi(argv[1]) : 0;
  std::vector<int> samples;
  for (int s; std::cin >> s;) samples.push_back(s);
  for (int s : trim(samples, threshold)) std::cout << s << "\n";
  return 0;
}
