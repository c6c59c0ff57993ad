"""Workflows that look like a defect of a rule and are none, by rule."""

HEAD = 'on: {push: {tags: ["v*"]}}\njobs:\n'
BY_HAND = "on: {workflow_dispatch: {inputs: {version: {required: true}}}}\njobs:\n"
OUTPUT = '    outputs: {new: "${{ steps.look.outputs.new }}"}\n'
ROWS = "    strategy: {matrix: {os: [linux, macos]}}\n"
IN_APP = "    defaults: {run: {working-directory: app}}\n"
TGZ = "{uses: softprops/action-gh-release@v2, with: {files: demo.tgz}}"
CHECKOUT = "uses: actions/checkout@v4"
VERSION = 'run: echo "VERSION=1" >> "$GITHUB_ENV"'
RELEASE = 'run: gh release create "v$VERSION" --generate-notes'
DOWNLOAD = "{uses: actions/download-artifact@v4, with: {path: dist}}"
DISTS = '{uses: actions/download-artifact@v4, with: {pattern: "dist-*", path: dist, merge-multiple: true}}'
DRAFT = "run: gh release create ${{ inputs.version }} --draft --generate-notes"
AT_TAG = '{uses: actions/checkout@v4, with: {ref: "${{ inputs.version }}"}}'


def job(name, *steps, more=""):
    """Return one job with these steps."""
    return f"  {name}:\n    runs-on: ubuntu-24.04\n{more}    steps:\n" + "".join(f"      - {step}\n" for step in steps)


def upload(name, path):
    """Return a step that keeps an artifact."""
    return f'{{uses: actions/upload-artifact@v4, with: {{name: "{name}", path: "{path}"}}}}'


def given(*steps, more=""):
    """Return a run whose first job sets VERSION for itself, and whose second publishes."""
    return HEAD + job("version", VERSION) + job("publish", *steps, more="    needs: version\n" + more)


def taken(*steps):
    """Return a run whose rows build, and whose last job downloads all of it before these steps."""
    build = job("build", upload("demo-${{ matrix.os }}", "dist/*.tgz"), more=ROWS)
    return HEAD + build + job("publish", CHECKOUT, DOWNLOAD, *steps, more="    needs: build\n")


def needed(macos, *steps):
    """Return a run whose publishing job needs two builds and downloads those that are called dist."""
    builds = job("linux", upload("dist-linux", "dist")) + job("macos", macos)
    return HEAD + builds + job("publish", DISTS, *steps, "run: twine upload dist/*", more="    needs: [linux, macos]\n")


def summed(*steps):
    """Return a job that takes checksums and publishes."""
    return HEAD + job("publish", *steps, "run: gh release create v1 demo demo.sha256")


def drafted(*steps):
    """Return a run by hand that makes a draft, and a job after it that checks out its tag."""
    last = job("build", AT_TAG, "run: gh release upload v1 dist/*", more="    needs: draft\n")
    return BY_HAND + job("draft", *steps, DRAFT) + last


def public(step):
    """Return a run that makes a release in one job and fills it in the next."""
    return HEAD + job("make", step) + job("fill", "run: gh release upload v1 x", more="    needs: make\n")


SOUND = {
    "environment-variables-are-set": (
        given('{run: "cat version.env >> $GITHUB_ENV"}', RELEASE),
        given('{run: ". ./dist/version.env; gh release create v$VERSION --generate-notes"}'),
        given('run: gh release create "v${VERSION:=1}" --generate-notes'),
        given('run: gh release create "v1${VERSION+x}" --generate-notes'),
        given('{run: "printf -v VERSION %s 1; gh release create v$VERSION --generate-notes"}'),
        given(RELEASE, more="    container: {image: x, env: {VERSION: '1'}}\n"),
        given("{uses: actions/github-script@v7, with: {script: \"core.exportVariable('VERSION', 1)\"}}", RELEASE),
    ),
    "artifact-paths-match-downloads": (
        taken("run: npm pack", "run: gh release create v1 *.tgz dist/*/*.tgz"),
        taken("run: curl -fsSLo dist/more.tgz https://example.org/x", "run: gh release create v1 dist/more.tgz dist/*/*.tgz"),
        taken("run: git archive -o dist/source.tgz HEAD", "run: gh release create v1 dist/source.tgz dist/*/*.tgz"),
        taken('{uses: softprops/action-gh-release@v2, with: {files: "dist/**/*.tgz\\ndist/*.tgz"}}'),
    ),
    "matrix-asset-names-are-unique": (
        HEAD + job("b", '{if: "runner.os == \'Linux\'", run: "gh release upload v1 out/demo.json --clobber"}', more=ROWS),
        HEAD + job("b", '{run: "gh release upload v1 out/demo.zip -R acme/${{ matrix.os }} --clobber"}', more=ROWS),
        HEAD + job("b", '{uses: svenstaro/upload-release-action@v2, with: {file: x.zip, tag: "${{ matrix.os }}"}}', more=ROWS),
    ),
    "checksums-are-computed-last": (
        summed("run: sha256sum demo > before", "run: strip demo", "run: sha256sum demo > demo.sha256"),
        summed("run: sha256sum demo > demo.sha256", "run: strip -o small demo"),
        summed("run: shasum -a 256 demo > demo.sha256", "run: codesign -dvv demo"),
        summed("run: echo key=$(sha256sum lock) >> $GITHUB_OUTPUT", "run: cp lock.new lock"),
        summed("run: sha256sum demo > demo.sha256", "{uses: azure/trusted-signing-action@v0, with: {files-folder: out}}"),
    ),
    "checked-out-tags-exist": (
        drafted('{run: "git tag ${{ inputs.version }} && git push origin ${{ inputs.version }}"}'),
        drafted('{uses: mathieudutour/github-tag-action@v6, with: {custom_tag: "${{ inputs.version }}"}}'),
        drafted(AT_TAG),
    ),
    "attached-files-are-found": (
        HEAD + job("b", CHECKOUT, '{run: "tar -czf $OUT/demo.tgz s", env: {OUT: "${{ github.workspace }}"}}', TGZ, more=IN_APP),
        HEAD + job("b", CHECKOUT, "run: make demo.tgz && mv *.tgz ..", TGZ, more=IN_APP),
        HEAD + job("b", CHECKOUT, "run: make -C .. demo.tgz", TGZ, more=IN_APP),
        HEAD + job("b", CHECKOUT, "{run: ./build.sh, working-directory: .}", "run: echo demo.tgz", TGZ, more=IN_APP),
    ),
    "needed-artifacts-are-downloaded": (
        needed(upload("wheels-macos", "dist"), 'run: gh run download "$GITHUB_RUN_ID"'),
        needed(upload("wheels-macos", "dist"), "{uses: dawidd6/action-download-artifact@v6, with: {name: wheels-macos}}"),
        needed(upload("failed-images", "tmp/images")),
        needed(upload("integration", "out/dump.sql")),
    ),
    "release-is-public-last": (
        public("run: gh release create v1 --prerelease --notes x"),
        HEAD + job("b", "run: gh release edit v1 --draft=false -R a/b", "run: gh release upload v1 dist/x"),
    ),
    "prerelease-is-not-latest": (
        HEAD + job("p", '{run: "if [[ $GITHUB_REF_NAME == *-* ]]; then npm publish --tag next; else npm publish; fi"}'),
        HEAD + job("p", "{if: \"!contains(github.ref, '-')\", run: npm publish}"),
        HEAD + job("p", "run: npm publish", more="    if: \"!contains(github.ref, '-')\"\n"),
        HEAD + job("p", "{if: \"steps.v.outputs.pre == 'false'\", run: npm publish}"),
        HEAD + job("p", "{run: npm publish, env: {NPM_CONFIG_TAG: next}}"),
    ),
}
