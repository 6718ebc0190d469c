package io.nova.driver.hypervisor.simulated;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a pretended guest wrote to its serial console: the same lines at each start. */
final class SimulatedConsole {

    private static final int STARTS_KEPT = 8;

    private SimulatedConsole() {}

    static byte[] tail(SimulatedGuest guest, int maxBytes) {
        StringBuilder text = new StringBuilder();
        int first = Math.max(1, guest.starts() - STARTS_KEPT + 1);
        for (int start = first; start <= guest.starts(); start++) {
            text.append(boot(guest, start));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOfRange(bytes, Math.max(0, bytes.length - maxBytes), bytes.length);
    }

    private static String boot(SimulatedGuest guest, int start) {
        return """
        [    0.000000] Linux version 6.1.0-simulated (nova) #1 SMP
        [    0.000000] Command line: root=/dev/vda console=ttyS0
        [    0.041180] Memory: %dK/%dK available
        [    0.052733] smp: Brought up 1 node, %d CPUs
        [    0.914002] EXT4-fs (vda): mounted filesystem with ordered data mode
        GUEST: boot-start n=%d
        GUEST: metadata instance-id=%s
        GUEST: READY up=1.42
        """
                .formatted(
                        guest.memoryMib() * 960L,
                        guest.memoryMib() * 1024L,
                        guest.vcpus(),
                        start,
                        guest.instance());
    }
}
