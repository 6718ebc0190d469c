package io.nova.model;

/** A typed identifier; its text form is what clients, records and messages show. */
public interface Id extends TextForm {}
