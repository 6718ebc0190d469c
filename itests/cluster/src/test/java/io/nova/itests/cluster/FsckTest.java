package io.nova.itests.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.nova.itests.cloud.Command;
import java.util.List;
import org.junit.jupiter.api.Test;

class FsckTest {

    @Test
    void aCloudWithoutFindingsIsWell() {
        assertEquals(List.of(), Fsck.wrong(said(0, "812 records, 0 findings\n", "")));
    }

    @Test
    void eachFindingIsTold() {
        String out =
                """
                FAULT    SUBJECT    DETAIL    REPAIR
                counter  instances  3, not 2  corrects it
                812 records, 1 findings
                """;
        List<String> wrong = Fsck.wrong(said(1, out, "1 left\n"));
        assertEquals(List.of("nova:fsck: counter  instances  3, not 2  corrects it"), wrong);
    }

    @Test
    void aCheckThatLeftRecordsAloneDoesNotShowThatAllIsWell() {
        String out =
                """
                812 records, 0 findings
                Not checked: 7 records of kind bucket; who keeps them is not on this host
                """;
        assertFalse(Fsck.wrong(said(0, out, "")).isEmpty());
    }

    @Test
    void aCheckThatDidNotEndDoesNotShowThatAllIsWell() {
        assertFalse(Fsck.wrong(said(1, "", "another check is under way\n")).isEmpty());
        assertFalse(Fsck.wrong(said(0, "", "")).isEmpty());
    }

    private static Command.Result said(int exit, String out, String err) {
        return new Command.Result(List.of("nova:fsck"), exit, out, err);
    }
}
