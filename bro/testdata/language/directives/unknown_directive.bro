# An unknown directive is an error.
# exit: 1
@loda base/utils ### "unknown directive @loda"
