#!/bin/bash
# install-editors.sh: puts the editors that tests/editors drives into .cache/editors, for Debian 12 as root with Node 20 and npm.
#
# What is there and works is left alone, so a second run takes a second or two.
#   nvim-oldest    Neovim 0.10, the first with inlay hints: Debian 13's, unpacked beside the system's own packages
#   nvim-current   Neovim as it is now, 0.11 or newer: Debian unstable's, likewise
#   code-server    Visual Studio Code for the browser, from npm, its native parts built here
#   browser        playwright-core, which drives the system's Chromium
set -euo pipefail
scripts=$(cd "$(dirname "$0")" && pwd)
editors=$(cd "$scripts/.." && pwd)/.cache/editors
mkdir -p "$editors/logs"

code_server_version=4.100.3 # carries VS Code 1.100.3, and is the last line that runs on Node 20
playwright_version=1.65.1

retry() { # retry COMMAND...: a registry that hangs up once has not said no
    local attempt
    for attempt in 1 2 3; do
        if "$@"; then return 0; fi
        echo "attempt $attempt failed: $*" >&2
        sleep $((attempt * 3))
    done
    return 1
}

ensure() { # ensure NAME: unless works_NAME says yes, runs install_NAME, its output in a log
    local name=$1 started=$SECONDS
    if "works_${name//[-.]/_}" > /dev/null 2>&1; then return 0; fi
    echo "$name: installing"
    # A subshell of its own: `set -e` does not stop a function that is called in a condition.
    set +e
    (set -e; "install_${name//[-.]/_}") > "$editors/logs/$name.log" 2>&1
    local status=$?
    set -e
    if [ $status -ne 0 ] || ! "works_${name//[-.]/_}" >> "$editors/logs/$name.log" 2>&1; then
        echo "$name could not be installed; the end of $editors/logs/$name.log:" >&2
        tail -25 "$editors/logs/$name.log" >&2
        return 1
    fi
    echo "$name: ready after $((SECONDS - started)) s"
}

# --- what apt brings -------------------------------------------------------------------------------------------------
# ripgrep serves code-server, whose own package would download a binary; patchelf serves unpack-debian.sh.
works_debian() { command -v chromium && command -v rg && command -v tmux && command -v patchelf && command -v g++ && command -v make; }
install_debian() {
    export DEBIAN_FRONTEND=noninteractive
    retry apt-get -q -o Acquire::Retries=5 update
    retry apt-get -q -o Acquire::Retries=5 install --yes --no-install-recommends \
        chromium fonts-dejavu-core ripgrep tmux patchelf g++ make
}

# --- Neovim ----------------------------------------------------------------------------------------------------------
works_nvim() { [[ $("$editors/nvim-$1/nvim" --version) =~ ^"NVIM v"$2\. ]]; } # works_nvim NAME VERSIONS
install_nvim() {                                                             # install_nvim NAME SUITE
    local folder=$editors/nvim-$1
    rm -rf "$folder"
    retry "$scripts/unpack-debian.sh" "$folder" "$2" neovim
    cat > "$folder/nvim" <<SH
#!/bin/sh
VIMRUNTIME=$folder/usr/share/nvim/runtime exec $folder/usr/bin/nvim "\$@"
SH
    chmod +x "$folder/nvim"
}
works_nvim_oldest() { works_nvim oldest '0\.10'; }
install_nvim_oldest() { install_nvim oldest trixie; }
works_nvim_current() { works_nvim current '(0\.1[1-9]|[1-9][0-9]*)'; }
install_nvim_current() { install_nvim current sid; }

# --- Visual Studio Code ----------------------------------------------------------------------------------------------
npm_install() { retry npm install --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error "$@"; }

node_headers() { # the folder above include/node, so that nothing is downloaded to build with
    local prefix
    for prefix in "$(dirname "$(dirname "$(node -p process.execPath)")")" /usr /usr/local; do
        if [ -e "$prefix/include/node/node_api.h" ]; then
            echo "$prefix"
            return 0
        fi
    done
    echo "no Node headers (include/node/node_api.h) beside $(node -p process.execPath)" >&2
    return 1
}

works_code_server() { [[ $("$editors/code-server/code-server" --version) == "$code_server_version "* ]]; }
install_code_server() {
    local folder=$editors/code-server headers gyp package vscode
    headers=$(node_headers)
    gyp=$(npm root --global)/npm/node_modules/node-gyp/bin/node-gyp.js
    rm -rf "$folder"
    mkdir -p "$folder"
    cd "$folder"
    echo '{"private": true}' > package.json
    npm_install "code-server@$code_server_version"
    package=$folder/node_modules/code-server
    vscode=$package/lib/vscode

    # From here on this does by hand what the package's own install script would do with downloads.
    (cd "$vscode" && npm_install)
    (cd "$vscode/extensions" && npm_install)
    for native in node_modules/argon2 "$vscode"/node_modules/{node-pty,native-watchdog,@vscode/{spdlog,native-watchdog,sqlite3}}; do
        if [ -e "$native/binding.gyp" ]; then
            (cd "$native" && build_native "$headers" "$gyp")
        fi
    done
    mkdir -p "$vscode/node_modules/@vscode/ripgrep/bin"
    ln -sfn "$(command -v rg)" "$vscode/node_modules/@vscode/ripgrep/bin/rg"
    ln -sfn node_modules "$vscode/node_modules.asar"
    : > config.yaml # otherwise its first start writes one, and its logs, into the home folder
    cat > code-server <<SH
#!/bin/sh
CODE_SERVER_CONFIG=$folder/config.yaml XDG_DATA_HOME=$folder/data exec $(node -p process.execPath) $package "\$@"
SH
    chmod +x code-server
}
build_native() { # in the folder of a package with native code: headers, node-gyp
    echo "building $PWD"
    local pre_gyp=$editors/code-server/node_modules/.bin/node-pre-gyp
    if [ -x "$pre_gyp" ] && grep -q '"binary"' package.json; then
        PATH=$PATH:$(dirname "$2") "$pre_gyp" rebuild --build-from-source --nodedir="$1"
    else
        node "$2" rebuild --nodedir="$1"
    fi
}

# --- the driver of the browser ---------------------------------------------------------------------------------------
works_browser() { grep -q "\"version\": \"$playwright_version\"" "$editors/browser/node_modules/playwright-core/package.json"; }
install_browser() {
    mkdir -p "$editors/browser"
    cd "$editors/browser"
    echo '{"private": true}' > package.json
    npm_install "playwright-core@$playwright_version"
}

ensure debian
# Neovim waits for the network while code-server keeps a core busy.
ensure code-server & code_server=$!
{ ensure nvim-oldest && ensure nvim-current && ensure browser; } & others=$!
failed=0
wait $code_server || failed=1
wait $others || failed=1
exit $failed
