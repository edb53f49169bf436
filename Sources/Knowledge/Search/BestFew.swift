/// Keeps the best of many, in a heap whose root is the worst kept.
struct BestFew<Value> {
    struct Kept {
        var value: Value
        var score: Double
        var order: Int64
    }

    private let limit: Int
    private var heap: [Kept] = []

    init(_ limit: Int) {
        self.limit = max(0, limit)
    }

    /// What is below it is not kept; minus infinity while there is room.
    var least: Double { heap.count < limit ? -.infinity : heap.first?.score ?? .infinity }

    /// - Parameter order: of two with the same score the lower one is better.
    mutating func offer(_ value: Value, score: Double, order: Int64) {
        if heap.count < limit {
            heap.append(Kept(value: value, score: score, order: order))
            rise(heap.count - 1)
        } else if let worst = heap.first, score > worst.score || score == worst.score && order < worst.order {
            heap[0] = Kept(value: value, score: score, order: order)
            sink(0)
        }
    }

    /// Best first.
    var sorted: [Kept] { heap.sorted { Self.isWorse($1, $0) } }

    private static func isWorse(_ a: Kept, _ b: Kept) -> Bool {
        a.score < b.score || a.score == b.score && a.order > b.order
    }

    private mutating func rise(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.isWorse(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func sink(_ start: Int) {
        var parent = start
        while true {
            var worst = parent
            let (left, right) = (2 * parent + 1, 2 * parent + 2)
            if left < heap.count, Self.isWorse(heap[left], heap[worst]) { worst = left }
            if right < heap.count, Self.isWorse(heap[right], heap[worst]) { worst = right }
            if worst == parent { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}
