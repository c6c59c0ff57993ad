#!/bin/sh
set -eu
mkdir -p pkg/DEBIAN pkg/usr/bin
cp dist/finch pkg/usr/bin/
printf "Package: finch\nVersion: 1.4.0\nArchitecture: amd64\nMaintainer: a <a@example.org>\nDescription: x\n" > pkg/DEBIAN/control
dpkg-deb --build pkg finch.deb
