package io.nova.itests.cluster;

import java.util.Set;

/**
 * Lists all instances: whichever controller answers, what was acknowledged before is among them.
 */
final class ReadRounds implements Load.Round {

    private final Ec2 ec2;
    private final Ledger ledger;

    ReadRounds(Ec2 ec2, Ledger ledger) {
        this.ec2 = ec2;
        this.ledger = ledger;
    }

    @Override
    public void go(int number) {
        Set<String> before = ledger.wanted().keySet();
        ec2.instances()
                .ifPresent(
                        shown ->
                                before.forEach(
                                        id -> {
                                            if (!shown.containsKey(id)) {
                                                throw new AssertionError(
                                                        id + " was acknowledged and is not listed");
                                            }
                                        }));
    }
}
