package io.nova.itests.simulation;

import io.nova.reconcile.SteppedReconcileEngine;

/** What a process runs. */
interface Being {

    Mortal process();

    SteppedReconcileEngine engine();

    /** Takes away what the death of the process takes away; never what is on disk or on hosts. */
    void bury();
}
