package io.nova.manager.objectstore;

import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;

/** Numbers of parts, written as ranges: {@code 1-7,9}. Ten thousand of them fit into a record. */
final class PartNumbers {

    private final BitSet numbers;

    private PartNumbers(BitSet numbers) {
        this.numbers = numbers;
    }

    static PartNumbers of(List<Integer> numbers) {
        BitSet set = new BitSet();
        numbers.forEach(set::set);
        return new PartNumbers(set);
    }

    static PartNumbers parse(String text) {
        BitSet set = new BitSet();
        for (String range : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            set.set(first, (dash < 0 ? first : Integer.parseInt(range.substring(dash + 1))) + 1);
        }
        return new PartNumbers(set);
    }

    String text() {
        StringJoiner text = new StringJoiner(",");
        for (int from = numbers.nextSetBit(0); from >= 0; ) {
            int to = numbers.nextClearBit(from);
            text.add(to - from == 1 ? String.valueOf(from) : from + "-" + (to - 1));
            from = numbers.nextSetBit(to);
        }
        return text.toString();
    }

    boolean contains(int number) {
        return numbers.get(number);
    }

    int count() {
        return numbers.cardinality();
    }

    /** Returns the number at the place, from 0. */
    int at(int place) {
        int number = numbers.nextSetBit(0);
        for (int i = 0; i < place; i++) {
            number = numbers.nextSetBit(number + 1);
        }
        return number;
    }
}
