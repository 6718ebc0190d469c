package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.ActionSpec;
import io.nova.itests.api.ApiClient.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bad input for every action and every parameter, down to the managers: EC2's own error or a
 * success, soon, and nothing of another project. What is sent is the same in every run.
 */
class WholeSurfaceFuzzTest {

    private static final String SECRET_WORD = "quetzalcoatl";
    private static final int VICTIM = 1;
    private static final int MANY = 10_000;
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final List<String> VALUES =
            List.of(
                    "",
                    " ",
                    "-1",
                    "0",
                    "4",
                    "2147483648",
                    "1e9",
                    "true",
                    "\u0000\u0007\u001b[31m\r\n\uFFFE\uD83D\uDE00",
                    "a;$(id);`id`;'\"|&>/dev/null\\",
                    "../../etc/passwd\u0000",
                    "%s%n${jndi:x}<a>&b;</a>",
                    "255.255.255.255/33",
                    "i-0000000000000000g",
                    "*".repeat(100) + "?",
                    "a".repeat(70_000));

    /** What a good request needs beside what it cannot be without. */
    private static final Map<String, List<String>> MORE =
            Map.ofEntries(
                    Map.entry("AssociateAddress", List.of("AllocationId", "InstanceId")),
                    Map.entry("ReleaseAddress", List.of("AllocationId")),
                    Map.entry("DisassociateAddress", List.of("AssociationId")),
                    Map.entry("DeleteKeyPair", List.of("KeyName")),
                    Map.entry("DeleteSecurityGroup", List.of("GroupId")),
                    Map.entry("RevokeSecurityGroupIngress", List.of("GroupId")),
                    Map.entry("RevokeSecurityGroupEgress", List.of("GroupId")),
                    Map.entry("AuthorizeSecurityGroupIngress", List.of("GroupId")),
                    Map.entry("AuthorizeSecurityGroupEgress", List.of("GroupId")),
                    Map.entry("RegisterImage", List.of("ImageLocation")),
                    Map.entry("CreateVolume", List.of("AvailabilityZone")));

    private static final Map<String, String> PLAIN =
            Map.ofEntries(
                    Map.entry("MinCount", "1"),
                    Map.entry("MaxCount", "1"),
                    Map.entry("Size", "1"),
                    Map.entry("AvailabilityZone", "nova"),
                    Map.entry("InstanceType", "m1.tiny"),
                    Map.entry("IpProtocol", "tcp"),
                    Map.entry("FromPort", "80"),
                    Map.entry("ToPort", "81"),
                    Map.entry("CidrIp", "10.0.0.0/8"),
                    Map.entry("Device", "/dev/vdb"),
                    Map.entry("PublicKeyMaterial", "c3NoLXJzYSBBQUFB"));

    private static final Map<String, String> ATTRIBUTES =
            Map.of(
                    "DescribeVpcAttribute", "enableDnsSupport",
                    "DescribeImageAttribute", "launchPermission",
                    "ResetImageAttribute", "launchPermission",
                    "DescribeInstanceAttribute", "instanceType");

    private static WholeApi api;
    private static Belongings victim;

    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger good = new AtomicInteger();

    @BeforeAll
    static void start() {
        api = new WholeApi();
        victim = new Belongings(api, VICTIM, SECRET_WORD);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Timeout(120)
    void whateverComesIsAnsweredAsEc2DoesAndTellsNothingOfOthers() throws Exception {
        Map<String, String> before = seenByTheVictim();
        List<ActionSpec> actions = api.actions();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        Belongings readers = new Belongings(api, VICTIM + 1, "own");
        for (int i = 0; i < actions.size(); i++) {
            // Who changes something has things of its own.
            int project = VICTIM + 2 + i;
            ActionSpec spec = actions.get(i);
            clients.execute(
                    () -> {
                        try {
                            Belongings own =
                                    spec.mutates() ? new Belongings(api, project, "own") : readers;
                            new Attack(spec, own).run();
                        } catch (RuntimeException | AssertionError e) {
                            faults.add(spec.name() + ": " + e);
                        }
                    });
        }
        clients.shutdown();
        assertTrue(clients.awaitTermination(110, TimeUnit.SECONDS), "it hangs");
        assertEquals(List.of(), faults.stream().limit(20).toList(), faults.size() + " faults");
        assertTrue(
                good.get() * 10 > actions.size() * 9,
                "too few good requests to begin with: %d of %d"
                        .formatted(good.get(), actions.size()));
        assertTrue(sent.get() > 5_000, sent + " requests are few");
        Map<String, String> after = seenByTheVictim();
        before.forEach((action, answer) -> assertEquals(answer, after.get(action), action));
    }

    private static Map<String, String> seenByTheVictim() {
        Map<String, String> seen = new TreeMap<>();
        for (ActionSpec spec : api.actions()) {
            if (!spec.mutates() && spec.required().isEmpty()) {
                seen.put(
                        spec.name(),
                        victim.client
                                // Others may well have shown theirs to everybody.
                                .call(
                                        spec.name(),
                                        spec.name().equals("DescribeImages")
                                                ? new String[] {"Owner.1", "self"}
                                                : new String[] {})
                                .ok()
                                .body()
                                .replaceFirst("<requestId>[^<]*</requestId>", "")
                                // The addresses of a zone are for all projects.
                                .replaceAll("<availableIpAddressCount>\\d+", ""));
            }
        }
        assertTrue(seen.toString().contains(SECRET_WORD));
        return seen;
    }

    /** All that is done with one action, by a project that has a bit of everything. */
    private final class Attack {

        private final ActionSpec spec;
        private final Belongings own;
        private final Map<String, String> base = new TreeMap<>();
        private boolean flooded;

        Attack(ActionSpec spec, Belongings own) {
            this.spec = spec;
            this.own = own;
            List<String> needed = new ArrayList<>(spec.required());
            needed.addAll(MORE.getOrDefault(spec.name(), List.of()));
            for (String parameter : needed) {
                for (String form : spec.parameters()) {
                    if (form.equals(parameter) || form.equals(parameter + ".N")) {
                        base.put(first(form), value(form));
                    }
                }
            }
            if (spec.parameters().contains("IpPermissions.N.IpProtocol")) {
                for (String part : List.of("IpProtocol", "FromPort", "ToPort")) {
                    base.put("IpPermissions.1." + part, value(part));
                }
                base.put("IpPermissions.1.IpRanges.1.CidrIp", value("CidrIp"));
            }
        }

        private String value(String form) {
            if (form.equals("Attribute")) {
                return ATTRIBUTES.getOrDefault(spec.name(), "x");
            }
            String last = form.replace(".N", "").replaceAll(".*\\.", "");
            return PLAIN.getOrDefault(last, own.value(form));
        }

        private static String first(String form) {
            return form.replace(".N", ".1");
        }

        void run() {
            Map<String, String> dry = new TreeMap<>(base);
            dry.put("DryRun", "true");
            Answer trial = send(dry);
            if (trial.code().equals("DryRunOperation")) {
                good.incrementAndGet();
            }
            for (String form : spec.parameters()) {
                each(form);
            }
            raw();
            // Last, since it may take away what the others need.
            send(base);
        }

        private void each(String form) {
            String name = first(form);
            for (String value : VALUES) {
                send(with(name, value));
            }
            if (victim.has(form) && !victim.value(form).equals(SECRET_WORD)) {
                Answer foreign = send(with(name, victim.value(form)));
                if (foreign.body().contains(SECRET_WORD)) {
                    faults.add(spec.name() + " shows a foreign " + form);
                }
            }
            for (String index : new String[] {"-1", "0", "00", "999999", "99999999999", "x", ""}) {
                send(with(form.replaceFirst("\\.N", "." + index), value(form)));
            }
            send(with(name + ".1", value(form)));
            send(with(name + ".a.b.c.d.e.f.g.h.i", value(form)));
            Map<String, String> less = new TreeMap<>(base);
            less.remove(name);
            send(less);
            if (form.contains(".N") && !flooded) {
                flooded = true;
                Map<String, String> many = new LinkedHashMap<>(base);
                for (int i = 1; i <= MANY; i++) {
                    many.put(form.replaceFirst("\\.N", "." + i).replace(".N", ".1"), value(form));
                }
                send(many);
            }
        }

        private Map<String, String> with(String name, String value) {
            Map<String, String> changed = new TreeMap<>(base);
            if (name.startsWith("Filter.1.Value")) {
                changed.put("Filter.1.Name", "tag:Name");
            } else if (name.startsWith("Filter.1.Name")) {
                changed.put("Filter.1.Value.1", "x");
            }
            changed.put(name, value);
            return changed;
        }

        private void raw() {
            for (String more :
                    new String[] {"&Action=" + spec.name(), "&%zz=1", "&a=%c0%af", "&=&&=", "&a"}) {
                check(own.client.raw("Action=" + spec.name() + "&Version=2016-11-15" + more), more);
            }
        }

        private Answer send(Map<String, String> parameters) {
            long began = System.nanoTime();
            Answer answer = own.client.call(spec.name(), parameters);
            if (System.nanoTime() - began > SLOW_NANOS) {
                faults.add(spec.name() + " takes too long for " + shorten(parameters.toString()));
            }
            check(answer, parameters.toString());
            return answer;
        }

        private void check(Answer answer, String what) {
            sent.incrementAndGet();
            boolean refused = answer.status() >= 400 && answer.status() < 500;
            // EC2 says that there is no room with a 500.
            boolean full = answer.status() == 500 && answer.code().startsWith("Insufficient");
            if (answer.status() != 200 && !refused && !full) {
                faults.add(spec.name() + " " + shorten(what) + ": " + answer);
            } else if (refused && (answer.code().isEmpty() || answer.body().length() > 4_000)) {
                faults.add(spec.name() + " refuses badly: " + shorten(answer.body()));
            } else if (answer.body().contains(SECRET_WORD)) {
                faults.add(spec.name() + " tells of others for " + shorten(what));
            }
        }

        private static String shorten(String text) {
            return text.length() > 300 ? text.substring(0, 300) + "..." : text;
        }
    }
}
