package io.nova.itests.simulation;

import io.nova.reconcile.SimulatedCrash;

/** A process that may die at any point between two effects, and has none once it is dead. */
final class Mortal {

    private final String name;
    private final Chaos chaos;
    private final History history;
    private boolean dead;

    Mortal(String name, Chaos chaos, History history) {
        this.name = name;
        this.chaos = chaos;
        this.history = history;
    }

    String name() {
        return name;
    }

    boolean isDead() {
        return dead;
    }

    /** Dies here, perhaps. */
    void point(String where) {
        if (dead) {
            throw new SimulatedCrash();
        }
        if (chaos.crashes()) {
            history.add(name + " dies " + where);
            dead = true;
            throw new SimulatedCrash();
        }
    }

    /** Dies, and whoever runs it notices at the next step. */
    void kill() {
        dead = true;
    }
}
