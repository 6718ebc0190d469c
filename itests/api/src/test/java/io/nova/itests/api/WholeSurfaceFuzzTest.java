package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.ActionSpec;
import io.nova.itests.api.ApiClient.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
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

    /** As many parameters as a request may have, and a few less: they reach the action. */
    private static final int MOST = 10_000;

    private static final int MANY = 9_900;
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
    @Timeout(300)
    void whateverComesIsAnsweredAsEc2DoesAndTellsNothingOfOthers() throws Exception {
        Map<String, String> before = Sight.of(api, victim);
        assertTrue(before.toString().contains(SECRET_WORD));
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
        assertTrue(clients.awaitTermination(280, TimeUnit.SECONDS), "it hangs");
        assertEquals(List.of(), faults.stream().limit(20).toList(), faults.size() + " faults");
        assertEquals(actions.size(), good.get(), "requests that are good to begin with");
        assertTrue(sent.get() > 12_000, sent + " requests are few");
        Map<String, String> after = Sight.of(api, victim);
        before.forEach((action, answer) -> assertEquals(answer, after.get(action), action));
    }

    @Test
    void moreParametersThanARequestMayHaveAreRefused() {
        Map<String, String> form = new TreeMap<>();
        for (int i = 1; i <= MOST; i++) {
            form.put("InstanceId." + i, victim.value("InstanceId"));
        }
        Answer answer = victim.client.call("DescribeInstances", form);
        assertEquals(400, answer.status());
        assertEquals("InvalidParameterValue", answer.code());
    }

    /** All that is done with one action, by a project that has a bit of everything. */
    private final class Attack {

        private final ActionSpec spec;
        private final Belongings own;
        private final GoodRequest request;

        Attack(ActionSpec spec, Belongings own) {
            this.spec = spec;
            this.own = own;
            this.request = new GoodRequest(spec, own);
        }

        void run() {
            Map<String, String> dry = request.parameters();
            dry.put("DryRun", "true");
            if (send(dry).code().equals("DryRunOperation")) {
                good.incrementAndGet();
            }
            for (String value : VALUES) {
                dry.put("DryRun", value);
                send(dry);
            }
            for (String form : spec.parameters()) {
                each(form);
            }
            for (String form : spec.refused()) {
                for (String value : List.of("", "x", "true", "a;$(id)\u0000", "a".repeat(70_000))) {
                    send(request.with(form, value));
                    send(request.with(form + ".N.Any", value));
                }
            }
            raw();
            // Last, since it may take away what the others need.
            send(request.parameters());
        }

        private void each(String form) {
            for (String value : VALUES) {
                send(request.with(form, value));
            }
            String value = request.value(form);
            if (victim.has(form) && !victim.value(form).equals(SECRET_WORD)) {
                send(request.with(form, victim.value(form)));
            }
            for (String index : new String[] {"-1", "0", "00", "999999", "99999999999", "x", ""}) {
                Map<String, String> other = request.around(form);
                String name = form.replaceFirst(GoodRequest.NUMBER, "." + index);
                other.put(GoodRequest.first(name), value);
                send(other);
            }
            send(request.with(form + ".N", value));
            send(request.with(form + ".a.b.c.d.e.f.g.h.i", value));
            Map<String, String> less = request.parameters();
            less.remove(GoodRequest.first(form));
            send(less);
            twice(form, value);
            Pattern.compile(GoodRequest.NUMBER)
                    .matcher(form)
                    .results()
                    .forEach(
                            number -> {
                                flood(form, number.start(), value, false);
                                flood(form, number.start(), value, true);
                            });
        }

        /** A parameter may be given once only, also with the same value. */
        private void twice(String form, String value) {
            String body = ApiClient.form(spec.name(), request.with(form, value));
            for (String second : List.of(value, value + "1", "")) {
                String pair = '&' + ApiClient.pair(GoodRequest.first(form), second);
                Answer answer = own.client.raw(body + pair);
                check(answer, pair);
                if (answer.status() != 400) {
                    faults.add(spec.name() + " takes twice " + form + ": " + answer);
                }
            }
        }

        /**
         * Sends as many of one list as a request can hold, each with what it needs beside.
         *
         * @param at where in the form the list's number is
         */
        private void flood(String form, int at, String value, boolean distinct) {
            Map<String, String> many = request.with(form, value);
            String list = GoodRequest.first(form.substring(0, at)) + ".";
            Map<String, String> item = new TreeMap<>(many);
            item.keySet().removeIf(name -> !name.startsWith(list + "1"));
            int items = (MANY - many.size()) / item.size();
            for (int i = 2; i <= items; i++) {
                for (Map.Entry<String, String> part : item.entrySet()) {
                    String name = list + i + part.getKey().substring(list.length() + 1);
                    boolean own = part.getKey().equals(GoodRequest.first(form));
                    many.put(name, own && distinct ? like(value, i) : part.getValue());
                }
            }
            send(many);
        }

        /** Returns another value of the same form for each number. */
        private static String like(String value, int i) {
            if (value.matches("[a-z]+-[0-9a-f]{17}")) {
                return value.substring(0, value.length() - 5) + "%05x".formatted(i);
            }
            if (value.matches("[0-9.]+(/8)?")) {
                return "10.1.%d.%d%s".formatted(i / 256, i % 256, value.contains("/") ? "/32" : "");
            }
            return value + i;
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
