package io.nova.blockstore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.blockstore.Extents.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtentsTest {

    private static final String TOLD =
            """
            Filesystem type is: ef53
            File size of x is 8388608 (8388608 blocks of 1 bytes)
             ext:     logical_offset:        physical_offset: length:   expected: flags:
               0:   196608..  262143: 50066554880..50066620415:  65536:     196608:
               1:   524288..  589823: 50066554880..50066620415:  65536:             shared
               2:  1048576.. 1179647: 50094276608..50094407679: 131072: 50067406848: last,unwritten
            x: 3 extents found
            """;

    @Test
    void blocksOfItsOwnAreRead() {
        assertEquals(
                List.of(new Range(196608, 262144), new Range(1048576, 1179648)),
                Extents.parse(TOLD.lines()).ranges());
    }
}
