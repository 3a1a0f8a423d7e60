# @else and @endif need an @if.
# exit: 1
@else ### "@else without @if"
@endif ### "@endif without @if"
