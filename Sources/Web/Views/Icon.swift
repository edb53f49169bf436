/// The page's pictograms, drawn in the colour of the text around them and silent to screen readers: the control that
/// carries one has its name in words.
enum Icon: String {
    case back = "M19 12H5M11 6l-6 6 6 6"
    case archive = "M4 5h16v4H4zM6 9v10h12V9M10 13h4"
    case before = "M14 6l-6 6 6 6"
    case branch = "M6 4v16M6 14h7a4 4 0 004-4V5M13 9l4-4 4 4"
    case chart = "M4 20h16M7 20v-6M12 20V6M17 20v-9"
    case check = "M5 12.5l4.5 4.5L19 7.5"
    case chevron = "M7 10l5 5 5-5"
    case clock = "M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17M12 7.5V12l3 2"
    case close = "M6 6l12 12M18 6L6 18"
    case delete = "M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10 11v5M14 11v5"
    case document = "M7 3.5h7l4 4v13H7zM14 3.5v4h4M10 12h5M10 15.5h5"
    case down = "M12 5v14M6 13l6 6 6-6"
    case download = "M12 4v11M7 11l5 5 5-5M5 20h14"
    case edit = "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3"
    case forward = "M10 6l6 6-6 6"
    case info = "M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17M12 11v5.5M12 7.6v.2"
    case menu = "M4 7h16M4 12h16M4 17h16"
    case more = "M5.5 12a.5.5 0 101 0 .5.5 0 10-1 0M11.5 12a.5.5 0 101 0 .5.5 0 10-1 0M17.5 12a.5.5 0 101 0 .5.5 0 10-1 0"
    case pin = "M9 4h6l-1 6 3 3H7l3-3zM12 13v7"
    case plug = "M9 3v5M15 3v5M6 8h12v3a6 6 0 01-12 0zM12 17v4"
    case plus = "M12 5v14M5 12h14"
    case retry = "M19 12a7 7 0 11-2.2-5.1M19 4v4h-4"
    case send = "M12 19V5M6 11l6-6 6 6"
    case search = "M11 5a6 6 0 100 12 6 6 0 000-12M15.5 15.5L20 20"
    case sliders = "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5"
    case spark = "M12 4l1.8 5.2L19 11l-5.2 1.8L12 18l-1.8-5.2L5 11l5.2-1.8z"
    case stop = "M7 7h10v10H7z"
    case upload = "M12 16V5M7 9l5-5 5 5M5 20h14"

    var html: HTML {
        """
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false" fill="none" \
        stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"><path d="\(rawValue)"/></svg>
        """
    }
}
