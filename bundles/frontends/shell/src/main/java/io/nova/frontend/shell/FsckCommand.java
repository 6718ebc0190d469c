package io.nova.frontend.shell;

import io.nova.api.cluster.CheckService;
import io.nova.api.cluster.CheckService.Check;
import io.nova.api.cluster.CheckService.Repair;
import io.nova.api.cluster.Fault;
import io.nova.api.cluster.Finding;
import io.nova.api.identity.CallerResolver;
import io.nova.model.RequestContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Checks the records of the whole cloud, and repairs them if asked */
@Service
@Command(
        scope = "nova",
        name = "fsck",
        description =
                "Checks the records of the whole cloud, and what hosts have, while it serves, and"
                        + " repairs records if asked;"
                        + " ends with status 1 if something is wrong. Example: nova:fsck --repair")
public final class FsckCommand implements Action {

    private static final String DONE = "done";

    /** So many findings of a kind are shown before it is asked. */
    private static final int SHOWN = 10;

    @Reference CallerResolver callers;
    @Reference CheckService checks;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Option(name = "--repair", description = "Asks for each kind of finding whether to repair it")
    boolean repair;

    @Option(name = "--yes", description = "Repairs without asking")
    boolean yes;

    @Override
    public @Nullable Object execute() throws Exception {
        if (repair && !yes && session.getTerminal() == null) {
            throw new IllegalArgumentException(
                    "There is nobody to ask: add --yes to repair all that can be repaired");
        }
        RequestContext context = Operator.context(callers);
        Check check =
                checks.check(
                        context, new Ticker(System.err, "Looked at %d records", System::nanoTime));
        List<Repair> repairs = repair ? repair(context, check) : List.of();
        Table table = new Table("FAULT", "SUBJECT", "DETAIL", "REPAIR");
        long left = 0;
        for (Finding finding : check.findings()) {
            String outcome = outcome(finding, repairs);
            left += outcome.equals(DONE) ? 0 : 1;
            table.row(finding.fault().word(), finding.subject(), finding.detail(), outcome);
        }
        if (json || !check.findings().isEmpty()) {
            Screen.print(table, json, session);
        }
        if (!json) {
            say(check);
            sayOfHosts(check);
        }
        if (left > 0) {
            throw new CommandException(json ? "" : said(left, check));
        }
        return null;
    }

    private static String outcome(Finding finding, List<Repair> repairs) {
        return repairs.stream()
                .filter(one -> one.finding().equals(finding))
                .map(one -> one.done() ? DONE : one.why())
                .findFirst()
                .orElse(finding.isRepairable() ? finding.repair() : "by hand");
    }

    private void say(Check check) {
        session.getConsole()
                .println(
                        "%d records, %d findings"
                                .formatted(check.records(), check.findings().size()));
        for (Map.Entry<String, Long> kind : check.unchecked().entrySet()) {
            session.getConsole()
                    .println(
                            "Not checked: %d records of kind %s; who keeps them is not on this host"
                                    .formatted(kind.getValue(), kind.getKey()));
        }
    }

    private void sayOfHosts(Check check) {
        for (String host : check.silent()) {
            session.getConsole().println("Not asked what it has: " + host);
        }
    }

    private String said(long left, Check check) {
        boolean more = !repair && check.findings().stream().anyMatch(Finding::isRepairable);
        return left + " left" + (more ? "; nova:fsck --repair repairs what it can" : "");
    }

    private List<Repair> repair(RequestContext context, Check check) {
        List<Repair> repairs = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            List<Finding> some =
                    check.findings().stream()
                            .filter(one -> one.fault() == fault && one.isRepairable())
                            .toList();
            if (!some.isEmpty() && (yes || agreed(fault, some))) {
                repairs.addAll(check.repair(context, fault));
            }
        }
        return repairs;
    }

    private boolean agreed(Fault fault, List<Finding> some) {
        for (Finding one : some.subList(0, Math.min(SHOWN, some.size()))) {
            session.getConsole()
                    .println("%s %s: %s".formatted(one.subject(), one.detail(), one.repair()));
        }
        try {
            String answer =
                    session.readLine(
                            "Repair %d findings of kind %s? (yes/no) "
                                    .formatted(some.size(), fault.word()),
                            null);
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("yes");
        } catch (IOException nobodyAnswers) {
            return false;
        }
    }
}
