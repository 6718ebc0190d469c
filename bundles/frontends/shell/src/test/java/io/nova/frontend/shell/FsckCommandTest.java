package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.cluster.CheckService;
import io.nova.api.cluster.Fault;
import io.nova.api.cluster.Finding;
import io.nova.model.RequestContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class FsckCommandTest implements CheckService, CheckService.Check {

    private final FakeSession session = new FakeSession();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Fault> repaired = new ArrayList<>();
    private boolean repairs = true;

    @Override
    public Check check(RequestContext context, LongConsumer progress) {
        progress.accept(12);
        return this;
    }

    @Override
    public long records() {
        return 12;
    }

    @Override
    public Map<String, Long> unchecked() {
        return Map.of("object", 3L);
    }

    @Override
    public List<String> silent() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public List<Repair> repair(RequestContext context, Fault fault) {
        repaired.add(fault);
        return findings.stream()
                .filter(one -> one.fault() == fault)
                .map(one -> new Repair(one, repairs, repairs ? "" : "it changed"))
                .toList();
    }

    private FsckCommand command() {
        FsckCommand command = new FsckCommand();
        command.callers = new FakeDirectory();
        command.checks = this;
        command.session = session;
        return command;
    }

    private void wrong() {
        findings.add(new Finding(Fault.COUNTER, "counter a", "is 2 too high", "correct it by -2"));
        findings.add(new Finding(Fault.POOL, "pool p", "contradicts itself", ""));
    }

    @Test
    void saysHowMuchItLookedAtAndWhatItDidNot() throws Exception {
        command().execute();
        assertEquals(
                "12 records, 0 findings\n"
                        + "Not checked: 3 records of kind object; who keeps them is not on this"
                        + " host\n",
                session.printed());
    }

    @Test
    void endsWithAStatusWhereSomethingIsWrong() {
        wrong();
        CommandException end = assertThrows(CommandException.class, () -> command().execute());
        assertEquals("2 left; nova:fsck --repair repairs what it can", end.getNiceHelp());
        List<String> lines = session.printed().lines().toList();
        assertEquals("FAULT    SUBJECT    DETAIL              REPAIR", lines.get(0));
        assertEquals("counter  counter a  is 2 too high       correct it by -2", lines.get(1));
        assertEquals("pool     pool p     contradicts itself  by hand", lines.get(2));
        assertEquals(List.of(), repaired);
    }

    @Test
    void printsNothingButJsonIfAsked() {
        wrong();
        FsckCommand command = command();
        command.json = true;
        CommandException end = assertThrows(CommandException.class, command::execute);
        assertEquals("", end.getNiceHelp());
        assertEquals(
                "[{\"detail\":\"is 2 too high\",\"fault\":\"counter\","
                        + "\"repair\":\"correct it by -2\",\"subject\":\"counter a\"},"
                        + "{\"detail\":\"contradicts itself\",\"fault\":\"pool\","
                        + "\"repair\":\"by hand\",\"subject\":\"pool p\"}]\n",
                session.printed());
    }

    @Test
    void repairsWithoutAskingWhereThatIsSaid() {
        wrong();
        FsckCommand command = command();
        command.repair = true;
        command.yes = true;
        CommandException end = assertThrows(CommandException.class, command::execute);
        assertEquals("1 left", end.getNiceHelp());
        assertEquals(List.of(Fault.COUNTER), repaired);
        assertTrue(session.printed().contains("is 2 too high       done"));
    }

    @Test
    void endsWellWhereEverythingWasRepaired() throws Exception {
        wrong();
        findings.remove(1);
        FsckCommand command = command();
        command.repair = true;
        command.yes = true;
        command.execute();
        assertEquals(List.of(Fault.COUNTER), repaired);
    }

    @Test
    void saysWhyARepairFailed() {
        wrong();
        repairs = false;
        FsckCommand command = command();
        command.repair = true;
        command.yes = true;
        CommandException end = assertThrows(CommandException.class, command::execute);
        assertEquals("2 left", end.getNiceHelp());
        assertTrue(session.printed().contains("it changed"));
    }

    @Test
    void repairsNothingWhereNobodyCanBeAsked() {
        wrong();
        FsckCommand command = command();
        command.repair = true;
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, command::execute);
        assertTrue(refusal.getMessage().contains("--yes"));
        assertEquals(List.of(), repaired);
    }

    @Test
    void tellsHowFarItIsWhenItTakesLonger() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long[] now = {0};
        Ticker ticker =
                new Ticker(
                        new PrintStream(bytes, true, StandardCharsets.UTF_8),
                        "at %d",
                        () -> now[0]);
        ticker.accept(1);
        now[0] = 1_999_999_999L;
        ticker.accept(2);
        now[0] = 2_000_000_000L;
        ticker.accept(3);
        ticker.accept(4);
        assertEquals("at 3\n", bytes.toString(StandardCharsets.UTF_8));
    }
}
