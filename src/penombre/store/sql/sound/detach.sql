-- Take a part out of its table; its files stay, in the table's folder `detached`.
ALTER TABLE {table:Identifier} DETACH PART {part:String}
