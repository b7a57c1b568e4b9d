// SPDX-License-Identifier: MIT
// Something else is in the stamp's section.
__attribute__((used, section(".callbooth.stamp"))) static const char callbooth_stamp[] = "who knows";
