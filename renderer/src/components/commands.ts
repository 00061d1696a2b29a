import { useEffect } from 'react';
import { create } from 'zustand';

/** A line of the command palette. */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** Said beside the label in a dim voice; searched too. */
  readonly hint: string;
  readonly run: () => void;
}

const useOffered = create<{ readonly commands: readonly Command[] }>()(() => ({ commands: [] }));

/** What can be done on the screen that is open, from the palette. */
export function useOfferedCommands(): readonly Command[] {
  return useOffered(({ commands }) => commands);
}

/** Offers commands in the palette as long as the screen is there. */
export function useOfferCommands(commands: readonly Command[]): void {
  useEffect(() => {
    useOffered.setState({ commands });
    return () => useOffered.setState({ commands: [] });
  }, [commands]);
}
