/// Bars by day, drawn on the server: a picture that stretches to its place, with its scale and the same figures as a table.
struct DayChart {
    /// What is drawn of each day; those before stand in front, from the same ground.
    struct Series {
        var name: String
        /// A class of usage.css.
        var style: String
        /// By day; nil where there is nothing to measure.
        var values: [Double?]
        /// The same in words.
        var texts: [String]
    }

    var id: String
    var title: String
    var days: [String]
    var series: [Series]
    var words: UsageWords

    private static let height = 100.0

    var html: HTML {
        """
        <figure class="chart" aria-labelledby="\(id)"><figcaption id="\(id)">\(title)</figcaption>
        \(legend)
        <p class="scale" aria-hidden="true"><bdi>\(topText)</bdi></p>
        <svg viewBox="0 0 \(String(days.count * 10)) 100" preserveAspectRatio="none" role="img" aria-label="\(title)">\
        \(days.indices.map(bars))</svg>
        <p class="days" aria-hidden="true"><span>\(days.first ?? "")</span><span>\(days.last ?? "")</span></p>
        <details><summary>\(words.table)<span class="sr-only">: \(title)</span></summary>\(table)</details></figure>
        """
    }

    private var top: Double { series.flatMap(\.values).compactMap(\.self).max() ?? 0 }

    private var topText: String {
        for each in series {
            if let day = each.values.firstIndex(of: top) { return each.texts[day] }
        }
        return ""
    }

    private var legend: HTML {
        """
        <ul class="legend" role="list" aria-hidden="true">\(series.map { "<li class=\"\($0.style)\">\($0.name)</li>" as HTML })</ul>
        """
    }

    private func bars(_ day: Int) -> HTML {
        let shapes = series.reversed().map { series -> HTML in
            guard let value = series.values[day], value > 0, top > 0 else { return .empty }
            // What is there is seen, however small.
            let height = max(1, value / top * Self.height)
            return """
                <rect class="\(series.style)" x="\(String(day * 10 + 1))" y="\(number(Self.height - height))" width="8" \
                height="\(number(height))"><title>\(days[day]): \(series.name) \(series.texts[day])</title></rect>
                """
        }
        return "\(shapes)"
    }

    private func number(_ value: Double) -> String { String((value * 100).rounded() / 100) }

    private var table: HTML {
        let rows = days.indices.map { day -> HTML in
            "<tr><th scope=\"row\">\(days[day])</th>\(series.map { "<td><bdi>\($0.texts[day])</bdi></td>" as HTML })</tr>\n"
        }
        return """
            <div class="scroller figures" role="region" aria-label="\(title)" tabindex="0"><table><thead><tr><th scope="col">\(words.day)</th>\
            \(series.map { "<th scope=\"col\">\($0.name)</th>" as HTML })</tr></thead><tbody>
            \(rows)</tbody></table></div>
            """
    }
}
