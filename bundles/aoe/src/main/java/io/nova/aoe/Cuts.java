package io.nova.aoe;

import java.util.Arrays;

/** What was cut off from frames, in the order in which it is to be sent. */
final class Cuts {

    private Transfer[] transfers = new Transfer[16];
    private int[] froms = new int[16];
    private int[] counts = new int[16];
    private int begin;
    private int end;
    private int taken;

    boolean isEmpty() {
        return begin == end;
    }

    void add(Transfer transfer, int from, int count) {
        if (end == transfers.length) {
            transfers = Arrays.copyOf(transfers, end * 2);
            froms = Arrays.copyOf(froms, end * 2);
            counts = Arrays.copyOf(counts, end * 2);
        }
        transfers[end] = transfer;
        froms[end] = from;
        counts[end++] = count;
    }

    void take() {
        taken = begin++;
        if (begin == end) {
            begin = 0;
            end = 0;
        }
    }

    Transfer transfer() {
        return transfers[taken];
    }

    int from() {
        return froms[taken];
    }

    int count() {
        return counts[taken];
    }

    /** Forgets the parts of a transfer. */
    void forget(Transfer transfer) {
        int kept = begin;
        for (int i = begin; i < end; i++) {
            if (transfers[i] != transfer) {
                transfers[kept] = transfers[i];
                froms[kept] = froms[i];
                counts[kept++] = counts[i];
            }
        }
        end = kept;
    }
}
