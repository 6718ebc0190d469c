package io.nova.itests.cluster;

import io.nova.itests.cloud.Wait;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether guests of two hosts reach each other, as they find themselves: one of them pings, told to
 * by its host through the guest agent, which needs no network.
 */
final class Neighbours {

    /** Rules on one host learn within it of a member on another; ARP and all else take no time. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String PING =
            "{\"execute\": \"guest-exec\", \"arguments\": {\"path\": \"/bin/busybox\","
                    + " \"arg\": [\"ping\", \"-c\", \"1\", \"-W\", \"2\", \"%s\"]}}";
    private static final String STATUS =
            "{\"execute\": \"guest-exec-status\", \"arguments\": {\"pid\": %s}}";

    private static final Pattern PID = Pattern.compile("\"pid\": *([0-9]+)");
    private static final Pattern EXIT = Pattern.compile("\"exitcode\": *([0-9]+)");

    private Neighbours() {}

    /**
     * Waits until all reach each other.
     *
     * @param homes the hosts of the guests
     * @throws AssertionError if they do not
     */
    static void await(Ec2 ec2, Map<String, Host> homes) {
        var shown = ec2.instances().orElseThrow();
        homes.forEach(
                (id, home) -> {
                    for (String other : homes.keySet()) {
                        if (!other.equals(id)) {
                            String address =
                                    Objects.requireNonNull(shown.get(other), other).address();
                            Wait.until(
                                    "%s on %s reaches %s".formatted(id, home.name(), address),
                                    LIMIT,
                                    () -> pings(home, id, address));
                        }
                    }
                });
    }

    private static boolean pings(Host home, String id, String address) {
        String domain = Guests.domain(home, id);
        String pid = first(PID, tell(home, domain, PING.formatted(address)));
        String status;
        do {
            status = tell(home, domain, STATUS.formatted(pid));
        } while (status.matches("(?s).*\"exited\": *false.*"));
        return first(EXIT, status).equals("0");
    }

    private static String tell(Host home, String domain, String command) {
        return home.node()
                .run("virsh", "-q", "-c", "qemu:///system", "qemu-agent-command", domain, command);
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new AssertionError("the guest agent says " + text);
        }
        return found.group(1);
    }
}
