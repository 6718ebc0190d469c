package io.nova.driver.network.linux;

import io.nova.model.network.Ipv4;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connection as the kernel keeps track of it.
 *
 * @param asked where it was opened to
 * @param to where it leads, which differs if the address is mapped
 * @param port of that side, or the ICMP type
 * @param code of ICMP
 * @param key what tells it from others, in the words of conntrack
 */
record Connection(
        int protocol, Ipv4 from, Ipv4 asked, Ipv4 to, int port, int code, List<String> key) {

    private static final Map<Integer, String> NAMES =
            Map.of(
                    RuleText.ICMP,
                    "icmp",
                    RuleText.TCP,
                    "tcp",
                    RuleText.UDP,
                    "udp",
                    33,
                    "dccp",
                    132,
                    "sctp",
                    136,
                    "udplite");

    /** Reads a line of conntrack's; empty if it is about something else. */
    static Optional<Connection> parse(String line) {
        String[] words = line.strip().split("\\s+", -1);
        Map<String, String> there = new HashMap<>();
        Map<String, String> back = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                String name = word.substring(0, equals);
                boolean known = there.containsKey(name);
                (known ? back : there).putIfAbsent(name, word.substring(equals + 1));
            }
        }
        if (words.length < 2 || !words[1].matches("[0-9]+") || !back.containsKey("src")) {
            return Optional.empty();
        }
        int protocol = Integer.parseInt(words[1]);
        boolean icmp = protocol == RuleText.ICMP;
        return Optional.of(
                new Connection(
                        protocol,
                        address(there, "src"),
                        address(there, "dst"),
                        address(back, "src"),
                        icmp ? number(there, "type") : number(back, "sport"),
                        number(there, "code"),
                        key(protocol, there)));
    }

    private static List<String> key(int protocol, Map<String, String> there) {
        List<String> key = new ArrayList<>();
        add(key, "-s", there, "src");
        add(key, "-d", there, "dst");
        String name = NAMES.get(protocol);
        key.addAll(List.of("-p", name != null ? name : Integer.toString(protocol)));
        if (protocol == RuleText.ICMP) {
            add(key, "--icmp-type", there, "type");
            add(key, "--icmp-code", there, "code");
            add(key, "--icmp-id", there, "id");
        } else if (name != null) {
            add(key, "--sport", there, "sport");
            add(key, "--dport", there, "dport");
        }
        return List.copyOf(key);
    }

    private static void add(
            List<String> key, String option, Map<String, String> fields, String field) {
        String value = fields.get(field);
        if (value != null) {
            key.addAll(List.of(option, value));
        }
    }

    private static Ipv4 address(Map<String, String> fields, String field) {
        return new Ipv4(fields.getOrDefault(field, "0.0.0.0"));
    }

    private static int number(Map<String, String> fields, String field) {
        return Integer.parseInt(fields.getOrDefault(field, "-1"));
    }
}
