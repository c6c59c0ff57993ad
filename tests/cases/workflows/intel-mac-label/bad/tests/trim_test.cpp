#include <iostream>

#include "trim.h"

int main() {
  const std::vector<int> want{5, 0, -4};
  if (trim({0, 1, 5, 0, -4, 1}, 1) != want) {
    std::cerr << "trim keeps silence\n";
    return 1;
  }
  return 0;
}
