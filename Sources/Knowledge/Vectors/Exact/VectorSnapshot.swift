/// A collection as it stood at a moment. Searches work on it while others write.
struct VectorSnapshot: Sendable {
    /// A run of rows, and where their columns lie in the mapping.
    struct Block: Sendable {
        var firstRow: Int
        var count: Int
        var payload: Int
        var layout: VectorBlockLayout

        var rows: Range<Int> { firstRow..<firstRow + count }
    }

    let dimensions: Int
    let stride: Int
    var mapping: VectorFileMapping
    var blocks: [Block] = []
    /// For each row, whether it still counts.
    var isAlive: [Bool] = []
    /// For each row, its document's position in `documents`.
    var documentOf: [Int32] = []
    var documents: [String] = []
    var positions: [String: Int32] = [:]
    /// Rows that count.
    var count = 0

    var rowCount: Int { isAlive.count }

    private func block(of row: Int) -> Block? {
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].rows.upperBound <= row { low = middle + 1 } else { high = middle }
        }
        return low < blocks.count ? blocks[low] : nil
    }

    func id(of row: Int) -> Int64 {
        guard let block = block(of: row) else { return -1 }
        return pointer(block, block.layout.ids, Int64.self)[row - block.firstRow]
    }

    func point(at row: Int, collection: String) -> VectorPoint? {
        guard let block = block(of: row) else { return nil }
        let numbers = numbers(of: block) + (row - block.firstRow) * stride
        return VectorPoint(
            id: id(of: row), collection: collection, document: documents[Int(documentOf[row])],
            vector: Array(UnsafeBufferPointer(start: numbers, count: dimensions)))
    }

    /// The product of a row and a query.
    func product(of row: Int, _ query: UnsafePointer<Float>) -> Float {
        guard let block = block(of: row) else { return 0 }
        return Knowledge.product(numbers(of: block) + (row - block.firstRow) * stride, query, count: stride)
    }

    func codes(of block: Block) -> UnsafePointer<Int8> { pointer(block, block.layout.codes, Int8.self) }
    func scales(of block: Block) -> UnsafePointer<Float> { pointer(block, block.layout.scales, Float.self) }
    func errors(of block: Block) -> UnsafePointer<Float> { pointer(block, block.layout.errors, Float.self) }
    private func numbers(of block: Block) -> UnsafePointer<Float> { pointer(block, block.layout.numbers, Float.self) }

    private func pointer<Number>(_ block: Block, _ column: Int, _ type: Number.Type) -> UnsafePointer<Number> {
        (mapping.base + block.payload + column).assumingMemoryBound(to: type)
    }
}
