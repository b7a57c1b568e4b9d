# SPDX-License-Identifier: MIT
# What the scripts share; they source it. No step fails silently: the end of the tool's own output is printed, then the
# step that failed and what to do about it. All of the output is kept in build-logs.
# shellcheck shell=sh

script=$(basename "$0")

# fail MESSAGE WHAT_TO_DO: ends the script.
fail() {
    printf '\n%s: %s\n%s\n' "$script" "$1" "$2" >&2
    exit 1
}

# since BEGINNING: seconds from then, a time of `date +%s`.
since() {
    echo $(($(date +%s) - $1))
}

# step NAME WHAT_TO_DO COMMAND...: runs a command without its output, which is kept in build-logs/NAME.log.
step() {
    name=$1 what_to_do=$2
    shift 2
    mkdir -p build-logs
    code=0
    "$@" >"build-logs/$name.log" 2>&1 || code=$?
    [ "$code" -eq 0 ] || fail_with_log "$name" "$what_to_do" "'$*' failed with code $code"
}

# fail_with_log NAME WHAT_TO_DO MESSAGE
fail_with_log() {
    printf '\n== the end of %s/build-logs/%s.log\n' "$PWD" "$1" >&2
    tail -n 40 "build-logs/$1.log" >&2
    fail "$3" "$2"
}

# configure_build OPTION...: the folder `build`. What is in it is run and not debugged: debug information and the last
# optimizations would take a third of the time.
configure_build() {
    configure build -Ddebug=false -Doptimization=1 "$@"
}

# configure DIRECTORY OPTION...: makes a build folder with these options, or changes the one that is there. A folder of
# another version that meson cannot change is made anew; one where the fault lies elsewhere is left alone.
configure() {
    directory=$1
    shift
    if [ -e "$directory" ] && [ ! -w "$directory" ]; then
        fail "$directory cannot be written" "Remove it (sudo rm -r $PWD/$directory), or go on as the user who made it."
    fi
    if [ -f "$directory/meson-private/coredata.dat" ]; then
        reconfigure "$directory" "$@"
    fi
    if [ ! -f "$directory/build.ninja" ]; then
        echo "== configuring $directory"
        set_up "$directory" "$@"
    fi
}

# reconfigure DIRECTORY OPTION...: leaves no folder where meson cannot use the old one.
reconfigure() {
    mkdir -p build-logs
    meson setup --reconfigure --wrap-mode=nofallback "$@" >"build-logs/reconfigure-$1.log" 2>&1 && return
    # Is the folder at fault? Then the same options work in an empty one.
    shift
    rm -rf "$directory-probe"
    set_up "$directory-probe" "$@"
    rm -r "$directory-probe"
    echo "== $directory is of another version: making it anew"
    rm -r "$directory"
}

# set_up DIRECTORY OPTION...
set_up() {
    step "meson-$1" 'Something that it needs is missing, or this checkout is incomplete.' \
        meson setup --wrap-mode=nofallback "$@"
}

# build DIRECTORY TARGET...: with a line that counts on a terminal, and elsewhere only what goes wrong.
build() {
    directory=$1
    shift
    quiet=--quiet
    [ ! -t 1 ] || quiet=
    # A package's headers are as old as the package, so ninja does not see that an update has changed them.
    find "$directory" \( -name '*.gch' -o -name '*.pch' \) ! -newer /var/lib/dpkg/status -delete
    # shellcheck disable=SC2086 # a word or none
    ninja -C "$directory" $quiet "$@" || fail "building $directory failed" \
        'What failed stands above. Out of memory? Fewer at once need less: ninja -C '"$directory -j1 $*"
}
