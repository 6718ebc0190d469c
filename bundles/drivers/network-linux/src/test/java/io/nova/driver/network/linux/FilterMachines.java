package io.nova.driver.network.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.network.Ipv4;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
import io.nova.testkit.network.FilterLab.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Guests and a machine outside that send real packets. */
final class FilterMachines {

    private static final Ipv4 OUTSIDE = new Ipv4("192.0.2.1");
    private static final int ANSWER_MILLIS = 1000;
    private static final int START_SECONDS = 20;
    private static final int ICMP = 1;

    private final LinuxLab lab;
    private final Map<Ipv4, Machine> machines = new HashMap<>();
    private final List<Process> processes = new ArrayList<>();

    FilterMachines(LinuxLab lab) {
        this.lab = lab;
    }

    Ipv4 outside() throws Exception {
        if (!machines.containsKey(OUTSIDE)) {
            Machine host = lab.machine();
            Machine outside = Machine.make();
            machines.put(OUTSIDE, outside);
            host.run(words("ip link add up0 type veth peer name eth0 netns " + outside.name()));
            host.run(words("ip addr add 192.0.2.10/24 dev up0"));
            host.run(words("ip link set up0 up"));
            outside.run(words("ip addr add " + OUTSIDE + "/24 dev eth0"));
            outside.run(words("ip link set eth0 up"));
            host.run(words("ip route add default via " + OUTSIDE));
            // To private addresses too: what is kept away shall not be so for want of a way.
            outside.run(words("ip route add 10.0.0.0/8 via 192.0.2.10"));
            serve(outside);
        }
        return OUTSIDE;
    }

    void plug(PortSpec port, PortLink link) throws Exception {
        Machine guest = GuestMachine.plug(lab, link, port, 1500).machine();
        machines.put(port.address(), guest);
        guest.run(words("ip addr add " + port.address() + "/24 dev eth0"));
        String network = port.address().value().replaceAll("[0-9]+$", "");
        guest.run(words("ip route add default via " + network + "1"));
        serve(guest);
    }

    boolean reaches(Ipv4 from, Ipv4 to, int protocol, int port) throws Exception {
        String command =
                protocol == ICMP
                        ? "busybox ping -c 1 -W 1 " + to
                        : "busybox timeout 2 busybox nc -w 1 " + to + " " + port;
        return !machine(from).attempt(words(command)).failed();
    }

    Line open(Ipv4 from, Ipv4 to, int port) throws Exception {
        Process process = machine(from).pipe(words("busybox nc " + to + " " + port));
        processes.add(process);
        Line line = () -> echoes(process);
        assertTrue(line.works(), from + " to " + to + ":" + port + " was never open");
        return line;
    }

    void end() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        for (Machine machine : machines.values()) {
            machine.end();
        }
    }

    Machine machine(Ipv4 address) {
        return machines.getOrDefault(address, lab.machine());
    }

    private void serve(Machine machine) throws Exception {
        for (int port : List.of(22, 80)) {
            processes.add(
                    machine.pipe(words("busybox nc -ll -p " + port + " -e /bin/busybox cat")));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        for (int port : List.of(22, 80)) {
            while (machine.attempt(words("busybox timeout 2 busybox nc -w 1 127.0.0.1 " + port))
                    .failed()) {
                assertTrue(System.nanoTime() < end, "no server");
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    private static boolean echoes(Process process) throws IOException, InterruptedException {
        try {
            process.getOutputStream().write("x\n".getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException ended) {
            return false;
        }
        InputStream answers = process.getInputStream();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS);
        while (answers.available() < 2) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return answers.readNBytes(2).length == 2;
    }

    private static String[] words(String command) {
        return command.split(" ", -1);
    }
}
