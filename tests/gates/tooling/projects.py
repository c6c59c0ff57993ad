"""Two small release layouts that are right: one run that builds and publishes, and a build run with a publish run."""

ONE_RUN = {
    "setup.py": "from setuptools import setup\nsetup(ext_modules=[])\n",
    "CHANGELOG.md": "## [1.0.0]\n- first\n",
    "scripts/smoke.sh": """\
#!/usr/bin/env bash
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
mkdir -p "$root/.scratch"
work="$(mktemp -d "$root/.scratch/smoke.XXXX")"
members="$(tar -tzf "$1")"
grep -q package.json <<<"$members"
got="$(./tool --version)"
[[ "$got" == "tool $VERSION" ]]
""",
    ".gitignore": ".scratch/\n",
    "scripts/tap.sh": """\
#!/usr/bin/env bash
set -euo pipefail
for target in x86_64-unknown-linux-gnu aarch64-apple-darwin; do
  test -f "dist/tool_${VERSION}_${target}.tar.gz"
done
grep "tool_${VERSION}_x86_64-unknown-linux-gnu.tar.gz" sums
grep "tool_${VERSION}_aarch64-apple-darwin.tar.gz" sums
""",
    ".github/workflows/ci.yml": """\
on: push
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make check
""",
    ".github/workflows/release.yml": """\
name: release
on:
  push: {tags: ["v*"]}
jobs:
  context:
    runs-on: ubuntu-latest
    outputs:
      version: ${{ steps.version.outputs.version }}
    steps:
      - uses: actions/checkout@v4
      - id: version
        run: echo "version=${GITHUB_REF_NAME#v}" >> "$GITHUB_OUTPUT"
      - env: {GH_TOKEN: "${{ github.token }}"}
        run: |
          found="$(gh run list --workflow ci.yml --commit "$GITHUB_SHA" --json conclusion --jq '.[0].conclusion')"
          if [[ "$found" != "success" ]]; then
            echo "error: ci.yml is not green" >&2
            exit 1
          fi
  build:
    needs: [context]
    strategy:
      matrix:
        include:
          - {os: ubuntu-latest, target: x86_64-unknown-linux-gnu, wheel: false}
          - {os: macos-latest, target: aarch64-apple-darwin, wheel: true}
    runs-on: ${{ matrix.os }}
    steps:
      - uses: actions/checkout@v4
      - run: cargo install cargo-about --version 0.6.4 --locked
      - shell: bash
        run: |
          cargo build --release --target ${{ matrix.target }}
          tar -czf "tool_${{ needs.context.outputs.version }}_${{ matrix.target }}.tar.gz" -C target tool
      - run: ./scripts/smoke.sh dist/x.tgz
      - if: matrix.wheel
        uses: actions/upload-artifact@v4
        with: {name: "wheel-${{ matrix.target }}", path: dist/*.whl}
      - uses: actions/upload-artifact@v4
        with: {name: "dist-${{ matrix.target }}", path: "*.tar.gz"}
  index:
    needs: [context, build]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {pattern: wheel-*, path: wheels, merge-multiple: true}
      - uses: pypa/gh-action-pypi-publish@release/v1
        with: {packages-dir: wheels, skip-existing: true, password: "${{ secrets.PYPI }}"}
  crate:
    needs: [context, build]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - env: {CARGO_REGISTRY_TOKEN: "${{ secrets.CRATES }}"}
        run: |
          if [ -z "$CARGO_REGISTRY_TOKEN" ]; then
            echo "error: set the secret CRATES" >&2
            exit 1
          fi
          cargo publish --locked
  release:
    needs: [context, build, index, crate]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/download-artifact@v4
        with: {pattern: dist-*, path: dist, merge-multiple: true}
      - env: {GH_TOKEN: "${{ github.token }}"}
        run: |
          section="$(awk '/^## /{f=!f} f' CHANGELOG.md)"
          if [[ -z "$section" ]]; then
            echo "error: no section" >&2
            exit 1
          fi
          printf '%s\\n' "$section" > notes.md
          gh release create "$GITHUB_REF_NAME" dist/* --notes-file notes.md
""",
}

TWO_RUNS = {
    "CHANGELOG.md": "## [1.0.0]\n- first\n",
    ".github/workflows/ci.yml": ONE_RUN[".github/workflows/ci.yml"],
    ".github/workflows/build.yml": """\
name: build
on:
  push: {tags: ["v*"]}
  workflow_dispatch: {inputs: {tag: {required: true, type: string}}}
jobs:
  context:
    runs-on: ubuntu-latest
    outputs: {tag: "${{ steps.tag.outputs.tag }}"}
    steps:
      - id: tag
        shell: bash
        run: |
          tag="${{ inputs.tag || github.ref_name }}"
          if ! git ls-remote --exit-code --tags "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY" "refs/tags/$tag"; then
            echo "error: no tag $tag" >&2
            exit 1
          fi
          echo "tag=$tag" >> "$GITHUB_OUTPUT"
      - uses: actions/checkout@v4
        with: {ref: "${{ steps.tag.outputs.tag }}"}
      - run: echo "{\\"source_sha\\":\\"$(git rev-parse HEAD)\\"}" > metadata.json
      - uses: actions/upload-artifact@v4
        with: {name: metadata, path: metadata.json}
  dist:
    needs: context
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ needs.context.outputs.tag }}"}
      - run: npm pack
      - uses: actions/upload-artifact@v4
        with: {name: dist, path: "*.tgz"}
""",
    ".github/workflows/publish.yml": """\
name: publish
on: {workflow_dispatch: {inputs: {run: {required: true}, rehearsal: {type: boolean, default: false}}}}
jobs:
  resolve:
    runs-on: ubuntu-latest
    outputs: {tag: "${{ steps.run.outputs.tag }}"}
    steps:
      - id: run
        env: {GH_TOKEN: "${{ github.token }}", RUN: "${{ inputs.run }}"}
        run: |
          found="$(gh run view "$RUN" --repo "$GITHUB_REPOSITORY" --json workflowName,conclusion)"
          name="$(jq -r .workflowName <<<"$found")"
          conclusion="$(jq -r .conclusion <<<"$found")"
          if [[ "$name" != "build" ]]; then exit 1; fi
          if [[ "$conclusion" != "success" ]]; then exit 1; fi
          gh run download "$RUN" --repo "$GITHUB_REPOSITORY" --name metadata
          echo "tag=$(jq -r .tag metadata.json)" >> "$GITHUB_OUTPUT"
  credentials:
    needs: resolve
    runs-on: ubuntu-latest
    steps:
      - env: {NODE_AUTH_TOKEN: "${{ secrets.NPM }}"}
        run: |
          if [[ -z "$NODE_AUTH_TOKEN" ]]; then
            echo "error: set the secret NPM" >&2
            exit 1
          fi
  collect:
    needs: [resolve, credentials]
    runs-on: ubuntu-latest
    steps:
      - env: {GH_TOKEN: "${{ github.token }}", RUN: "${{ inputs.run }}"}
        run: gh run download "$RUN" --repo "$GITHUB_REPOSITORY" --name dist --dir dist
      - uses: actions/upload-artifact@v4
        with: {name: inputs, path: dist}
  tap:
    needs: [resolve, collect]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/download-artifact@v4
        with: {name: inputs, path: dist}
      - run: diff formula.rb dist/formula.rb
  node:
    needs: [resolve, credentials, collect, tap]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: inputs, path: dist}
      - uses: actions/setup-node@v4
        with: {node-version: 24, registry-url: "https://registry.example"}
      - if: inputs.rehearsal != true
        shell: bash
        env: {NODE_AUTH_TOKEN: "${{ secrets.NPM }}"}
        run: |
          if npm publish ./dist/x.tgz 2>&1 | tee log; then
            echo published
          elif grep -q "previously published" log; then
            echo "already published"
          else
            exit 1
          fi
  release:
    needs: [resolve, collect, tap, node]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ needs.resolve.outputs.tag }}"}
      - uses: actions/download-artifact@v4
        with: {name: inputs, path: dist}
      - if: inputs.rehearsal != true
        env: {GH_TOKEN: "${{ github.token }}", TAG: "${{ needs.resolve.outputs.tag }}"}
        run: |
          awk -v tag="$TAG" '$0 ~ tag {f=1} f' CHANGELOG.md > notes.md
          test -s notes.md
          gh release create "$TAG" dist/* --notes-file notes.md
""",
}
