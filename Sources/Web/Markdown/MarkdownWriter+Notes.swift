/// How text is written with its notes. Whatever is marked is an element around a piece of one text, and so is closed where it was
/// opened, however sentences and Markdown cross.
extension MarkdownWriter {
    mutating func write(_ text: String, hasMarkers: Bool = true) {
        guard let notes else {
            html += HTML.escape(text)
            return
        }
        var piece = String.UnicodeScalarView()
        var isMarked = false
        /// Whether the sentence's last letter was written, so that only its full stop may follow.
        var isEnding = false

        func close() {
            guard !piece.isEmpty else { return }
            let words = HTML.escape(String(piece))
            html += isMarked ? "<span class=\"unborne\">\(words)</span>" : words
            piece = .init()
        }
        func end() {
            guard isEnding else { return }
            close()
            html += notes.sign.markup
            isEnding = false
        }

        var rest = text[...].unicodeScalars
        while let scalar = rest.first {
            if hasMarkers, !isMuted, scalar == "[", !anchors.contains(true), let found = MarkdownNotes.marker(at: rest),
                let element = notes.marker(found.number, markers)
            {
                close()
                isMarked = false
                html += element.markup
                markers += 1
                for digit in rest.prefix(found.length) where count(digit) { isEnding = true }
                rest = rest.dropFirst(found.length)
                continue
            }
            let isLetter = MarkdownNotes.isLetter(scalar)
            if isEnding, isLetter || scalar == "[" || scalar.properties.isWhitespace { end() }
            let marks = isEnding || isInSentence(letter: isLetter)
            if marks != isMarked {
                close()
                isMarked = marks
            }
            if !isMuted { piece.append(scalar) }
            if count(scalar) { isEnding = true }
            rest = rest.dropFirst()
        }
        end()
        close()
    }

    /// Writes text that is no part of any sentence, such as code, and that sentences are looked for in all the same.
    mutating func write(aside text: String) {
        html += HTML.escape(text)
        guard notes != nil else { return }
        for scalar in text.unicodeScalars { _ = count(scalar) }
    }

    /// Whether what comes next is in the sentence that is marked; what is no letter is when letters of it stand on both sides.
    private func isInSentence(letter: Bool) -> Bool {
        guard let notes, sentence < notes.sentences.count else { return false }
        let range = notes.sentences[sentence]
        return letterCount >= range.lowerBound + (letter ? 0 : 1) && letterCount < range.upperBound
    }

    /// Takes a letter into account; whether it is the last of the sentence that is marked.
    private mutating func count(_ scalar: Unicode.Scalar) -> Bool {
        guard let notes, MarkdownNotes.isLetter(scalar) else { return false }
        letterCount += 1
        if keepsLetters { letters.append(scalar) }
        guard sentence < notes.sentences.count, letterCount >= notes.sentences[sentence].upperBound else { return false }
        sentence += 1
        return true
    }
}
